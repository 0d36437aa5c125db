package org.kmsjca.crypto.encoding;

import org.bouncycastle.crypto.DerivationFunction;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.generators.KDF2BytesGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;
import org.bouncycastle.crypto.params.KDFParameters;
import org.jspecify.annotations.Nullable;
import org.kmsjca.mechanism.DigestAlgorithm;

/** Derives bytes from the secret of a key agreement. */
public final class KeyDerivation {
    private KeyDerivation() {}

    /**
     * The derivation of ANSI X9.63, SEC 1 section 3.6.1.
     *
     * @param sharedInfo what both parties know; null for none
     * @param length of the result, in bytes
     */
    public static byte[] x963(
            DigestAlgorithm digest, byte[] secret, byte @Nullable [] sharedInfo, int length) {
        var function = new KDF2BytesGenerator(BouncyDigests.of(digest));
        function.init(new KDFParameters(secret, sharedInfo));
        return generate(function, length);
    }

    /**
     * HKDF of RFC 5869, extraction and expansion.
     *
     * @param salt null for none
     * @param info what both parties know; null for none
     * @param length of the result, in bytes
     */
    public static byte[] hkdf(
            DigestAlgorithm digest,
            byte[] secret,
            byte @Nullable [] salt,
            byte @Nullable [] info,
            int length) {
        var function = new HKDFBytesGenerator(BouncyDigests.of(digest));
        function.init(new HKDFParameters(secret, salt, info));
        return generate(function, length);
    }

    private static byte[] generate(DerivationFunction function, int length) {
        byte[] output = new byte[length];
        function.generateBytes(output, 0, length);
        return output;
    }
}
