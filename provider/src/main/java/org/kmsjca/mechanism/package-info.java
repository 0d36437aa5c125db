/**
 * The words in which the JCA classes ask for cryptography and protection modules do it: mechanisms,
 * digests, running operations. Values and interfaces only; every other package may use them.
 */
@NullMarked
package org.kmsjca.mechanism;

import org.jspecify.annotations.NullMarked;
