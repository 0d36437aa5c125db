/**
 * Encodings that every protection level needs around its raw private-key operation: what is signed
 * for RSA, how an ECDSA signature is written.
 */
@NullMarked
package org.kmsjca.crypto.encoding;

import org.jspecify.annotations.NullMarked;
