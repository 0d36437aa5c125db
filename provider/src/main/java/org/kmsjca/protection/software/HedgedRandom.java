package org.kmsjca.protection.software;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.prng.EntropySource;
import org.bouncycastle.crypto.prng.SP800SecureRandomBuilder;
import org.bouncycastle.util.BigIntegers;

/**
 * Nonces of ECDSA and SM2 signatures. Each signature has its own HMAC_DRBG (SP 800-90A), seeded by
 * the system's generator and personalised by an HMAC of the message under the private key, in the
 * manner of RFC 6979 section 3.6. A system generator that repeats itself, as in a copied virtual
 * machine, gives the same nonce for the same message only, which gives nothing away.
 */
final class HedgedRandom {
    private static final int STRENGTH = 256;

    /** The seed and the nonce of the DRBG in one, SP 800-90A section 8.6.7. */
    private static final int SEED_BITS = STRENGTH + STRENGTH / 2;

    private final SecureRandom system;

    HedgedRandom(SecureRandom system) {
        this.system = system;
    }

    /**
     * Makes the generator of one signature.
     *
     * @param d the private value
     * @param message what is signed
     */
    SecureRandom of(BigInteger d, byte[] message) {
        return new SP800SecureRandomBuilder(this::entropy)
                .setSecurityStrength(STRENGTH)
                .setEntropyBitsRequired(SEED_BITS)
                .setPersonalizationString(bound(d, message))
                .buildHMAC(new HMac(new SHA256Digest()), new byte[0], false);
    }

    private static byte[] bound(BigInteger d, byte[] message) {
        byte[] secret = BigIntegers.asUnsignedByteArray(d);
        try {
            var hmac = new HMac(new SHA256Digest());
            hmac.init(new KeyParameter(secret));
            hmac.update(message, 0, message.length);
            byte[] code = new byte[hmac.getMacSize()];
            hmac.doFinal(code, 0);
            return code;
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    private EntropySource entropy(int bits) {
        return new EntropySource() {
            @Override
            public boolean isPredictionResistant() {
                return false;
            }

            @Override
            public byte[] getEntropy() {
                byte[] seed = new byte[bits / Byte.SIZE];
                system.nextBytes(seed);
                return seed;
            }

            @Override
            public int entropySize() {
                return bits;
            }
        };
    }
}
