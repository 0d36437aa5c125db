/** Certificates: the JDK's own, and those of keys that the running JDK does not know. */
@NullMarked
package org.kmsjca.mechanism.x509;

import org.jspecify.annotations.NullMarked;
