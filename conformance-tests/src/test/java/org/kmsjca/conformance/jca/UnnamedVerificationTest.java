package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import javax.crypto.Cipher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyUsage;
import org.kmsjca.conformance.support.FreshKms;
import org.kmsjca.conformance.support.SoftHsmLacks;

/** Public keys that no provider of the JDK can use find the provider KMS without its name. */
class UnnamedVerificationTest extends FreshKms {
    private static final byte[] MESSAGE = "message".getBytes(StandardCharsets.UTF_8);

    @BeforeEach
    void register() {
        Security.addProvider(kms().provider());
    }

    @AfterEach
    void unregister() {
        Security.removeProvider(kms().provider().getName());
    }

    @SoftHsmLacks("SM2")
    @Test
    void sm2Verifies() throws GeneralSecurityException {
        assertVerified("SM3withSM2", KeySpec.EC_SM2);
    }

    @SoftHsmLacks("ML-DSA")
    @Test
    void mlDsaVerifies() throws GeneralSecurityException {
        assertVerified("ML-DSA", KeySpec.ML_DSA_65);
    }

    private void assertVerified(String algorithm, KeySpec spec) throws GeneralSecurityException {
        kms().create("signer", spec);
        Signature signer = Signature.getInstance(algorithm);
        signer.initSign(kms().privateKey("signer"));
        signer.update(MESSAGE);
        Signature verifier = Signature.getInstance(algorithm);
        verifier.initVerify(kms().publicKey("signer"));
        verifier.update(MESSAGE);
        assertThat(verifier.verify(signer.sign())).isTrue();
    }

    @SoftHsmLacks("SM2")
    @Test
    void sm2Encrypts() throws GeneralSecurityException {
        kms().create("reader", KeySpec.EC_SM2, KeyUsage.ENCRYPT_DECRYPT);
        PublicKey publicKey = kms().publicKey("reader");
        Cipher encryption = Cipher.getInstance("SM2");
        encryption.init(Cipher.ENCRYPT_MODE, publicKey);
        Cipher decryption = Cipher.getInstance("SM2");
        decryption.init(Cipher.DECRYPT_MODE, kms().privateKey("reader"));
        assertThat(decryption.doFinal(encryption.doFinal(MESSAGE))).isEqualTo(MESSAGE);
    }
}
