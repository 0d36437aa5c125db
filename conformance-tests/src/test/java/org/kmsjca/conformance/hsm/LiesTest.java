package org.kmsjca.conformance.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.MGF1ParameterSpec;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyUsage;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.conformance.support.KmsUnderTest;
import org.kmsjca.testing.SoftHsm;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/** A token that says what is not so. */
class LiesTest {
    @TempDir Path directory;
    private SoftHsm token;
    private Shim shim;
    private KmsUnderTest kms;

    @BeforeEach
    void open() {
        token = SoftHsm.alone(directory, "kms-lies");
        shim = Shim.before(token, directory);
        kms = HsmKms.open(directory, token.settings(shim.library()));
        kms.create("first", KeySpec.EC_P384);
    }

    @AfterEach
    void close() {
        kms.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"EC_P256", "RSA_2048", "HMAC_SHA_256", "ALIYUN_AES_256"})
    void keyWhoseListedMechanismsAreRefusedIsNotMade(KeySpec spec) throws Exception {
        for (String init : new String[] {"SignInit", "EncryptInit", "DecryptInit"}) {
            shim.on(init).fail(PKCS11Constants.CKR_MECHANISM_INVALID, -1);
        }
        try (TokenView view = TokenView.of(shim.library(), token.label())) {
            int before = view.kept().length;
            assertThatThrownBy(() -> kms.create("useless", spec))
                    .isInstanceOfSatisfying(
                            KmsException.class,
                            e ->
                                    assertThat(e.code())
                                            .isEqualTo(KmsErrorCode.UNSUPPORTED_OPERATION));
            assertThat(view.kept()).as("nothing stays").hasSize(before);
        }
        assertThat(kms.kms().diagnose().findings())
                .filteredOn(finding -> finding.text().startsWith("serves "))
                .singleElement()
                .satisfies(finding -> assertThat(finding.text()).doesNotContain(spec.toString()));
        shim.reset();
        kms.create("useful", spec);
    }

    /** A CMK of AES encrypts data keys by GCM, whatever else its key does. */
    @Test
    void aesKeyWhoseGcmIsRefusedIsNotMade() throws Exception {
        try (TokenView view = TokenView.of(shim.library(), token.label())) {
            int before = view.kept().length;
            // the first call takes the check value
            shim.on("EncryptInit").after(1).fail(PKCS11Constants.CKR_MECHANISM_INVALID, -1);
            assertThatThrownBy(() -> kms.create("useless", KeySpec.ALIYUN_AES_192))
                    .isInstanceOfSatisfying(
                            KmsException.class,
                            e -> assertThat(e.code()).isEqualTo(KmsErrorCode.UNSUPPORTED_OPERATION))
                    .hasMessageContaining("lists CKM_AES_GCM and refuses it");
            assertThat(view.kept()).as("nothing stays").hasSize(before);
        }
        shim.reset();
        kms.create("useful", KeySpec.ALIYUN_AES_192);
    }

    @Test
    void signatureOfAnotherLengthIsNoSignature() throws Exception {
        shim.on("Sign").shorten(2);
        assertThatThrownBy(() -> sign("first")).isInstanceOf(SignatureException.class);
        shim.reset();
        sign("first");
    }

    /** OAEP's messages are of any length, so that nothing tells. */
    @Test
    void outputOfAnotherLengthIsNoResult() throws Exception {
        for (Operation operation : Operation.values()) {
            if (operation != Operation.RSA_DECRYPTION) {
                var handle = operation.create(kms);
                operation.run(kms, handle);
                for (String function : GIVING) {
                    for (int bytes : new int[] {1, 16, -1, -16}) {
                        requireRightOrRefused(operation, handle, function, bytes);
                    }
                }
                operation.run(kms, handle);
            }
        }
    }

    private static final List<String> GIVING =
            List.of(
                    "Sign",
                    "SignFinal",
                    "Encrypt",
                    "EncryptUpdate",
                    "EncryptFinal",
                    "Decrypt",
                    "DecryptUpdate",
                    "DecryptFinal");

    private void requireRightOrRefused(
            Operation operation, Operation.Handle handle, String function, int bytes) {
        shim.on(function).shorten(bytes);
        try {
            operation.run(kms, handle);
        } catch (GeneralSecurityException | RuntimeException e) {
            assertThat(e)
                    .as("%s by C_%s, %s bytes shorter", operation, function, bytes)
                    .hasMessageContaining("token"); // not the JDK's complaint of a wrong result
        } finally {
            shim.reset();
        }
    }

    private void sign(String alias) throws GeneralSecurityException {
        Signature signature = kms.signature("SHA384withECDSA");
        signature.initSign((PrivateKey) kms.handle(alias));
        signature.update(new byte[9]);
        byte[] signed = signature.sign();
        signature.initVerify(kms.publicKey(alias));
        signature.update(new byte[9]);
        assertThat(signature.verify(signed)).isTrue();
    }

    @Test
    void tokenThatAnswersQuestionsFromMemoryIsConnectedAnew() throws Exception {
        sign("first");
        shim.die();
        try {
            sign("first");
        } catch (SignatureException e) {
            assertThat(e).hasMessageContaining("CKR_GENERAL_ERROR");
        }
        sign("first");
        assertThat(shim.calls("Finalize")).isEqualTo(1);
    }

    /** Else data that are well would look lost. */
    @Test
    void parametersThatAreTakenAndNotUsedAreFoundOut() throws Exception {
        kms.create("oaep", KeySpec.RSA_2048, KeyUsage.ENCRYPT_DECRYPT);
        shim.on("DecryptInit").takeOtherParameters();
        PublicKey key = kms.publicKey("oaep");
        for (String mask : new String[] {"SHA-256", "SHA-1"}) {
            var parameters =
                    new OAEPParameterSpec(
                            "SHA-256",
                            "MGF1",
                            new MGF1ParameterSpec(mask),
                            PSource.PSpecified.DEFAULT);
            Cipher theirs = Cipher.getInstance("RSA/ECB/OAEPPadding", "SunJCE");
            theirs.init(Cipher.ENCRYPT_MODE, key, parameters);
            byte[] encrypted = theirs.doFinal(new byte[20]);
            Cipher ours = kms.cipher("RSA/ECB/OAEPPadding");
            ours.init(Cipher.DECRYPT_MODE, kms.handle("oaep"), parameters);
            assertThat(ours.doFinal(encrypted)).isEqualTo(new byte[20]);
        }
    }
}
