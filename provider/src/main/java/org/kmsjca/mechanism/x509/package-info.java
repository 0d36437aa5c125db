/** Certificates: the JDK's own, and those on SM2's curve, which the JDK cannot parse. */
@NullMarked
package org.kmsjca.mechanism.x509;

import org.jspecify.annotations.NullMarked;
