/** Signatures of digests, verified with the public keys of any provider. */
@NullMarked
package org.kmsjca.crypto.verification;

import org.jspecify.annotations.NullMarked;
