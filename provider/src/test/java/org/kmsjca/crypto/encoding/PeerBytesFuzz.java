package org.kmsjca.crypto.encoding;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.math.BigInteger;
import java.security.SignatureException;
import javax.crypto.BadPaddingException;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.kmsjca.Sm2CipherSpec;
import org.kmsjca.mechanism.SignatureMechanism.Ecdsa;

/** Signatures and SM2 ciphertexts of whoever is at the other end. */
class PeerBytesFuzz {
    private static final BigInteger ORDER = CustomNamedCurves.getByName("P-256").getN();

    @FuzzTest(maxDuration = "10m")
    void bytesAreRefusedOrAreTheOneEncodingOfWhatTheySay(byte[] bytes) throws SignatureException {
        for (Ecdsa.Format format : Ecdsa.Format.values()) {
            try {
                BigInteger[] rs = EcdsaSignatureEncoding.decode(format, ORDER, bytes);
                if (format == Ecdsa.Format.DER && isWithinOrder(rs)) {
                    assertThat(EcdsaSignatureEncoding.encode(format, ORDER, rs[0], rs[1]))
                            .isEqualTo(bytes);
                }
            } catch (SignatureException refused) {
                assertThat(refused).hasMessageContaining("signature");
            }
        }
        for (Sm2CipherSpec.Format format : Sm2CipherSpec.Format.values()) {
            try {
                byte[] read = Sm2Ciphertext.toEngine(format, bytes);
                assertThat(Sm2Ciphertext.fromEngine(format, read)).isEqualTo(bytes);
            } catch (BadPaddingException refused) {
                assertThat(refused).hasNoCause();
            }
        }
    }

    private static boolean isWithinOrder(BigInteger... numbers) {
        for (BigInteger number : numbers) {
            if (number.signum() <= 0 || number.compareTo(ORDER) >= 0) {
                return false;
            }
        }
        return true;
    }
}
