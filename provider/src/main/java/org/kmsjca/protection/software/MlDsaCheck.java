package org.kmsjca.protection.software;

import java.io.IOException;
import java.security.InvalidKeyException;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.kmsjca.KeySpec;

/**
 * Refuses expanded ML-DSA private keys of a wrong length, or whose secret vectors are out of range,
 * FIPS 204 algorithm 25 (skDecode): Bouncy Castle would take them and sign.
 */
final class MlDsaCheck {
    private MlDsaCheck() {}

    /**
     * @param encoded the key as it came
     */
    static void check(KeySpec spec, PrivateKeyInfo encoded, MLDSAPrivateKeyParameters key)
            throws InvalidKeyException, IOException {
        ASN1Encodable choice = encoded.parsePrivateKey();
        // RFC 9881: the seed under a tag, the expanded key, or a sequence of both.
        ASN1Encodable expanded =
                choice instanceof ASN1Sequence both && both.size() == 2
                        ? both.getObjectAt(1)
                        : choice;
        if (expanded instanceof ASN1OctetString octets
                && octets.getOctetsLength() != length(spec)) {
            throw new InvalidKeyException(
                    "the ML-DSA private key has %s bytes, which is not the length of %s"
                            .formatted(octets.getOctetsLength(), spec));
        }
        // eta is 4 in ML-DSA-65 and 2 in the others: coefficients of 4 bits up to 8, or of 3 up
        // to 4.
        boolean etaIsFour = spec == KeySpec.ML_DSA_65;
        int width = etaIsFour ? 4 : 3;
        int largest = etaIsFour ? 8 : 4;
        if (!isInRange(key.getS1(), width, largest) || !isInRange(key.getS2(), width, largest)) {
            throw new InvalidKeyException("the ML-DSA private key has values out of range");
        }
    }

    /** FIPS 204 section 4, table 2. */
    private static int length(KeySpec spec) {
        return switch (spec) {
            case ML_DSA_44 -> 2560;
            case ML_DSA_65 -> 4032;
            default -> 4896;
        };
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
