/** Certificates: the JDK's own, and those of keys that the running JDK does not know. */
@NullMarked
package org.kmsjca.crypto.x509;

import org.jspecify.annotations.NullMarked;
