package org.kmsjca.protection.software;

import java.security.InvalidKeyException;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.kmsjca.KeySpec;

/**
 * Refuses expanded ML-DSA private keys whose secret vectors are out of range, FIPS 204 algorithm 25
 * (skDecode): Bouncy Castle would take them and sign.
 */
final class MlDsaCheck {
    private MlDsaCheck() {}

    static void check(KeySpec spec, MLDSAPrivateKeyParameters key) throws InvalidKeyException {
        // eta is 4 in ML-DSA-65 and 2 in the others: coefficients of 4 bits up to 8, or of 3 up
        // to 4.
        boolean etaIsFour = spec == KeySpec.ML_DSA_65;
        int width = etaIsFour ? 4 : 3;
        int largest = etaIsFour ? 8 : 4;
        if (!isInRange(key.getS1(), width, largest) || !isInRange(key.getS2(), width, largest)) {
            throw new InvalidKeyException("the ML-DSA private key has values out of range");
        }
    }

    private static boolean isInRange(byte[] packed, int width, int largest) {
        int bits = 0;
        int buffered = 0;
        for (byte next : packed) {
            buffered |= (next & 0xFF) << bits;
            bits += Byte.SIZE;
            while (bits >= width) {
                if ((buffered & ((1 << width) - 1)) > largest) {
                    return false;
                }
                buffered >>>= width;
                bits -= width;
            }
        }
        return true;
    }
}
