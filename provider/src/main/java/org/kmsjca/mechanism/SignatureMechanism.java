package org.kmsjca.mechanism;

import org.jspecify.annotations.Nullable;
import org.kmsjca.SigningAlgorithm;

/** A signature scheme with its parameters, as it is applied to a digest. */
public sealed interface SignatureMechanism {
    /** Gives the mechanism of one of the KMS's signing algorithms. */
    static SignatureMechanism of(SigningAlgorithm algorithm) {
        DigestAlgorithm sha256 = DigestAlgorithm.SHA256;
        return switch (algorithm) {
            case RSA_PSS_SHA_256 -> new RsaPss(sha256, sha256, sha256.length());
            case RSA_PKCS1_SHA_256 -> new RsaPkcs1(sha256);
            case ECDSA_SHA_256 -> new Ecdsa(Ecdsa.Format.DER);
            case SM2DSA -> new Sm2();
        };
    }

    /**
     * RSASSA-PKCS1-v1_5 of RFC 8017.
     *
     * @param digest what the input is a digest of; null for input that is padded as it is
     */
    record RsaPkcs1(@Nullable DigestAlgorithm digest) implements SignatureMechanism {}

    /**
     * RSASSA-PSS of RFC 8017 with MGF1 and trailer 1.
     *
     * @param saltLength in bytes
     */
    record RsaPss(DigestAlgorithm digest, DigestAlgorithm maskDigest, int saltLength)
            implements SignatureMechanism {}

    /**
     * A scheme applied to a message instead of its digest, by a token that hashes itself.
     *
     * @param digest what the token hashes with
     */
    record OfMessage(SignatureMechanism scheme, DigestAlgorithm digest)
            implements SignatureMechanism {}

    /** SM2 of GB/T 32918.2; the input is the 32-byte SM3(Z_A || M), the result DER of r and s. */
    record Sm2() implements SignatureMechanism {}

    /** Ed25519 of RFC 8032; the input is the message. */
    record Ed25519() implements SignatureMechanism {}

    /**
     * ML-DSA of FIPS 204; the input is the message.
     *
     * @param context 0 to 255 bytes that the verifier has to name too
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on and never changed
    record MlDsa(byte[] context) implements SignatureMechanism {}

    /** ECDSA; input longer than the curve's order is cut from the right, as FIPS 186 says. */
    record Ecdsa(Format format) implements SignatureMechanism {
        /** The encodings of r and s. */
        public enum Format {
            /** SEQUENCE of two INTEGERs, RFC 3279. */
            DER,
            /** r and s at the full length of the order, IEEE P1363. */
            P1363
        }
    }
}
