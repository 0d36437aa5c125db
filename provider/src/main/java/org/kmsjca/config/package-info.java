/** Reads and checks the configuration of the KMS; secrets are references, never literals. */
@NullMarked
package org.kmsjca.config;

import org.jspecify.annotations.NullMarked;
