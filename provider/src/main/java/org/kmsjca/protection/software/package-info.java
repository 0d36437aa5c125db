/**
 * Protection level SOFTWARE: key material is kept encrypted under the root key and unwrapped into
 * this process to be used.
 *
 * <p>Clear key bytes are touched here and nowhere else; whatever handles them is called {@code
 * Clear...} and wipes its arrays.
 */
@NullMarked
package org.kmsjca.protection.software;

import org.jspecify.annotations.NullMarked;
