package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kmsjca.conformance.support.SharedKms;

/** IVs and parameters that a cipher chooses, tells and takes. */
class CipherParametersTest extends SharedKms {
    private static final byte[] MESSAGE = SymmetricCase.bytes(48, 48);

    private SymmetricKeys keys;

    @Override
    protected void prepare() {
        keys = new SymmetricKeys(kms());
    }

    static List<SymmetricCase> streams() {
        return SymmetricCase.streams();
    }

    @ParameterizedTest
    @MethodSource("streams")
    void encryptionWithoutParametersChoosesAFreshIv(SymmetricCase test)
            throws GeneralSecurityException {
        Set<String> ivs = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            Cipher cipher = kms().cipher(test.transformation());
            cipher.init(Cipher.ENCRYPT_MODE, keys.handle(test));
            assertThat(cipher.getIV()).hasSize(test.isGcm() ? 12 : 16);
            ivs.add(new BigInteger(cipher.getIV()).toString());
        }
        assertThat(ivs).hasSize(20);
    }

    @ParameterizedTest
    @MethodSource("streams")
    void toldParametersDecryptAlsoElsewhere(SymmetricCase test)
            throws GeneralSecurityException, IOException {
        Cipher cipher = kms().cipher(test.transformation());
        cipher.init(Cipher.ENCRYPT_MODE, keys.handle(test));
        byte[] encrypted = cipher.doFinal(MESSAGE);
        AlgorithmParameters told = cipher.getParameters();
        assertThat(told.getAlgorithm()).isEqualTo(test.isGcm() ? "GCM" : "AES");
        if (test.isGcm()) {
            assertThat(told.getEncoded()).hasSize(19);
        }
        AlgorithmParameters read = AlgorithmParameters.getInstance(told.getAlgorithm());
        read.init(told.getEncoded());
        Cipher back = kms().cipher(test.transformation());
        back.init(Cipher.DECRYPT_MODE, keys.handle(test), read);
        assertThat(back.doFinal(encrypted)).isEqualTo(MESSAGE);
        Cipher peer = Cipher.getInstance(test.transformation(), SymmetricKeys.peer(test));
        peer.init(Cipher.DECRYPT_MODE, keys.clear(test), read);
        assertThat(peer.doFinal(encrypted)).isEqualTo(MESSAGE);
    }

    @ParameterizedTest
    @MethodSource("streams")
    void parametersBeforeInitAreFresh(SymmetricCase test)
            throws GeneralSecurityException, IOException {
        Cipher cipher = kms().cipher(test.transformation());
        assertThat(cipher.getParameters().getEncoded())
                .isNotEqualTo(cipher.getParameters().getEncoded());
        assertThat(cipher.getIV()).isNull();
    }

    @Test
    void parametersOfAnotherAlgorithmAreRefused() throws GeneralSecurityException {
        AlgorithmParameters aes = AlgorithmParameters.getInstance("AES");
        aes.init(new IvParameterSpec(new byte[16]));
        for (SymmetricCase gcm : SymmetricCase.gcm()) {
            Cipher cipher = kms().cipher(gcm.transformation());
            assertThatThrownBy(() -> cipher.init(Cipher.ENCRYPT_MODE, keys.handle(gcm), aes))
                    .isInstanceOf(InvalidAlgorithmParameterException.class);
        }
    }
}
