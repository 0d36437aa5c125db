package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kmsjca.conformance.support.SharedKms;

/** Standard transformations give standard ciphertexts, equal to those of other providers. */
class SymmetricInteroperabilityTest extends SharedKms {
    private static final List<Integer> LENGTHS =
            List.of(0, 1, 15, 16, 17, 32, 33, 1000, 16383, 16384, 16385, 32768, 65536, 65537);
    private static final int LONGEST_WRAPPED = 1000;
    private static final byte[] AAD = {1, 2, 3};

    private SymmetricKeys keys;

    @Override
    protected void prepare() {
        keys = new SymmetricKeys(kms());
    }

    static List<SymmetricCase> all() {
        return SymmetricCase.all();
    }

    @ParameterizedTest
    @MethodSource("all")
    void ciphertextIsThatOfThePeerAndDecryptsBothWays(SymmetricCase test)
            throws GeneralSecurityException {
        for (int wanted : LENGTHS) {
            if (test.isKeyWrap() && wanted > LONGEST_WRAPPED) {
                continue; // what is wrapped are keys, and six rounds over long ones are slow
            }
            byte[] message = SymmetricCase.bytes(test.fit(wanted), wanted);
            AlgorithmParameterSpec iv = test.parameters(wanted);
            byte[] theirs = finish(test, keys.peer(test, Cipher.ENCRYPT_MODE, iv), message);
            byte[] ours = finish(test, keys.ours(test, Cipher.ENCRYPT_MODE, iv), message);
            assertThat(ours).as("ciphertext of %d bytes", message.length).isEqualTo(theirs);
            assertThat(finish(test, keys.ours(test, Cipher.DECRYPT_MODE, iv), theirs))
                    .isEqualTo(message);
            assertThat(finish(test, keys.peer(test, Cipher.DECRYPT_MODE, iv), ours))
                    .isEqualTo(message);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void bouncyCastleAgrees(SymmetricCase test) throws GeneralSecurityException {
        if (test.isKeyWrap()) {
            SecretKey wrapped = new SecretKeySpec(SymmetricCase.bytes(32, 5), "AES");
            byte[] theirs = keys.bouncyCastle(test, Cipher.WRAP_MODE, null).wrap(wrapped);
            assertThat(keys.ours(test, Cipher.WRAP_MODE, null).wrap(wrapped)).isEqualTo(theirs);
            assertThat(
                            keys.ours(test, Cipher.UNWRAP_MODE, null)
                                    .unwrap(theirs, "AES", Cipher.SECRET_KEY))
                    .isEqualTo(wrapped);
            return;
        }
        byte[] message = SymmetricCase.bytes(test.fit(20_000), 1);
        AlgorithmParameterSpec iv = test.parameters(1);
        byte[] theirs = finish(test, keys.bouncyCastle(test, Cipher.ENCRYPT_MODE, iv), message);
        assertThat(finish(test, keys.ours(test, Cipher.ENCRYPT_MODE, iv), message))
                .isEqualTo(theirs);
        assertThat(finish(test, keys.ours(test, Cipher.DECRYPT_MODE, iv), theirs))
                .isEqualTo(message);
    }

    private static byte[] finish(SymmetricCase test, Cipher cipher, byte[] message)
            throws GeneralSecurityException {
        if (test.isGcm()) {
            cipher.updateAAD(AAD);
        }
        return cipher.doFinal(message);
    }
}
