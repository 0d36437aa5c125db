package org.kmsjca.conformance.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iaik.pkcs.pkcs11.wrapper.CK_ATTRIBUTE;
import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.SignatureException;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyUsage;
import org.kmsjca.conformance.support.KmsUnderTest;
import org.kmsjca.testing.SoftHsm;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/** Keys that their makers limited to some mechanisms. */
@Tag("once")
class AllowedMechanismsTest {
    @TempDir Path directory;
    private SoftHsm token;
    private Path library;
    private KmsUnderTest kms;

    @BeforeEach
    void open() {
        token = SoftHsm.token("kms-allowed-" + System.nanoTime());
        library = Shim.ownCopy(directory);
        kms = HsmKms.open(directory, token.settings(library));
        kms.create("free", KeySpec.RSA_2048);
    }

    @AfterEach
    void close() {
        kms.close();
    }

    private void adopt(String name) {
        kms.kms()
                .adoptHsmObject(
                        Optional.empty(),
                        hex(name),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(name));
    }

    private static String hex(String name) {
        return HexFormat.of().formatHex(name.getBytes(StandardCharsets.US_ASCII));
    }

    private void makeAes(String name, long... allowed) throws PKCS11Exception {
        try (TokenView view = TokenView.of(library, token.label())) {
            view.cryptoki()
                    .C_GenerateKey(
                            view.session(),
                            TokenView.mechanism(PKCS11Constants.CKM_AES_KEY_GEN, null),
                            new CK_ATTRIBUTE[] {
                                TokenView.attribute(PKCS11Constants.CKA_TOKEN, true),
                                TokenView.attribute(PKCS11Constants.CKA_PRIVATE, true),
                                TokenView.attribute(PKCS11Constants.CKA_SENSITIVE, true),
                                TokenView.attribute(PKCS11Constants.CKA_EXTRACTABLE, false),
                                TokenView.attribute(PKCS11Constants.CKA_ENCRYPT, true),
                                TokenView.attribute(PKCS11Constants.CKA_DECRYPT, true),
                                TokenView.attribute(PKCS11Constants.CKA_VALUE_LEN, 32L),
                                TokenView.attribute(
                                        PKCS11Constants.CKA_ID,
                                        name.getBytes(StandardCharsets.US_ASCII)),
                                TokenView.attribute(PKCS11Constants.CKA_ALLOWED_MECHANISMS, allowed)
                            },
                            true);
        }
    }

    private void makeRsa(String name, long use, long... allowed) throws PKCS11Exception {
        byte[] id = name.getBytes(StandardCharsets.US_ASCII);
        try (TokenView view = TokenView.of(library, token.label())) {
            view.cryptoki()
                    .C_GenerateKeyPair(
                            view.session(),
                            TokenView.mechanism(PKCS11Constants.CKM_RSA_PKCS_KEY_PAIR_GEN, null),
                            new CK_ATTRIBUTE[] {
                                TokenView.attribute(PKCS11Constants.CKA_TOKEN, true),
                                TokenView.attribute(PKCS11Constants.CKA_MODULUS_BITS, 2048L),
                                TokenView.attribute(PKCS11Constants.CKA_ID, id)
                            },
                            new CK_ATTRIBUTE[] {
                                TokenView.attribute(PKCS11Constants.CKA_TOKEN, true),
                                TokenView.attribute(PKCS11Constants.CKA_PRIVATE, true),
                                TokenView.attribute(PKCS11Constants.CKA_SENSITIVE, true),
                                TokenView.attribute(PKCS11Constants.CKA_EXTRACTABLE, false),
                                TokenView.attribute(PKCS11Constants.CKA_SIGN, false),
                                TokenView.attribute(PKCS11Constants.CKA_DECRYPT, false),
                                TokenView.attribute(use, true),
                                TokenView.attribute(PKCS11Constants.CKA_ID, id),
                                TokenView.attribute(PKCS11Constants.CKA_ALLOWED_MECHANISMS, allowed)
                            },
                            true);
        }
    }

    @Test
    void keyThatMayDoNothingOfItsKeySpecIsRefusedByName() throws Exception {
        makeAes("wraps", PKCS11Constants.CKM_AES_KEY_WRAP);
        assertThatThrownBy(() -> adopt("wraps"))
                .hasMessageContaining("the key of CKA_ID " + hex("wraps") + " cannot be adopted")
                .hasMessageContaining("CKA_ALLOWED_MECHANISMS CKM_AES_KEY_WRAP");
    }

    @Test
    void keyForOneModeIsAdoptedForThatOneAndThatIsTold() throws Exception {
        makeAes("cbc", PKCS11Constants.CKM_AES_CBC);
        try (var warnings = new Warnings("org.kmsjca.hsm")) {
            adopt("cbc");
            assertThat(warnings.all())
                    .singleElement()
                    .asString()
                    .contains(hex("cbc"))
                    .contains("CKA_ALLOWED_MECHANISMS CKM_AES_CBC")
                    .contains("lacks CKM_AES_GCM");
        }
        usedForCbcOnly();
        kms.close();
        kms = HsmKms.open(directory, token.settings(library));
        usedForCbcOnly();
    }

    private void usedForCbcOnly() throws Exception {
        assertThat(kms.attributes("cbc")).containsEntry("CKA_ALLOWED_MECHANISMS", "CKM_AES_CBC");
        Cipher cbc = kms.cipher("AES/CBC/PKCS5Padding");
        cbc.init(Cipher.ENCRYPT_MODE, kms.handle("cbc"), new IvParameterSpec(new byte[16]));
        assertThat(cbc.doFinal(new byte[20])).hasSize(32);
        for (String mode : new String[] {"GCM", "CTR"}) {
            Cipher cipher = kms.cipher("AES/" + mode + "/NoPadding");
            assertThatThrownBy(() -> cipher.init(Cipher.ENCRYPT_MODE, kms.handle("cbc")))
                    .hasMessageContaining("lacks CKM_AES_" + mode)
                    .hasMessageContaining("CKA_ALLOWED_MECHANISMS CKM_AES_CBC");
        }
    }

    /** What a limited key does not do is not remembered of the others. */
    @Test
    void keyOfOneSignatureSignsSoAndOthersSignAsBefore() throws Exception {
        makeRsa("one", PKCS11Constants.CKA_SIGN, PKCS11Constants.CKM_SHA256_RSA_PKCS);
        adopt("one");
        sign("one", "SHA256withRSA");
        for (String algorithm : new String[] {"SHA512withRSA", "SHA256withRSAandMGF1"}) {
            assertThatThrownBy(() -> sign("one", algorithm))
                    .isInstanceOf(SignatureException.class)
                    .hasStackTraceContaining("CKA_ALLOWED_MECHANISMS CKM_SHA256_RSA_PKCS");
            sign("free", algorithm);
        }
    }

    private void sign(String alias, String algorithm) throws Exception {
        Signature signature = kms.signature(algorithm);
        signature.initSign((PrivateKey) kms.handle(alias));
        signature.update(new byte[40]);
        byte[] signed = signature.sign();
        signature.initVerify(kms.publicKey(alias));
        signature.update(new byte[40]);
        assertThat(signature.verify(signed)).isTrue();
    }

    @Test
    void keyOfOaepAloneDecryptsSo() throws Exception {
        makeRsa("oaep", PKCS11Constants.CKA_DECRYPT, PKCS11Constants.CKM_RSA_PKCS_OAEP);
        kms.create("free-oaep", KeySpec.RSA_2048, KeyUsage.ENCRYPT_DECRYPT);
        kms.kms()
                .adoptHsmObject(
                        Optional.empty(),
                        hex("oaep"),
                        Optional.empty(),
                        Optional.of(KeyUsage.ENCRYPT_DECRYPT),
                        Optional.of("oaep"));
        String sha1 = "RSA/ECB/OAEPWithSHA-1AndMGF1Padding";
        String sha256 = "RSA/ECB/OAEPWithSHA-256AndMGF1Padding"; // SoftHSM: raw RSA only
        decrypt("oaep", sha1);
        assertThatThrownBy(() -> decrypt("oaep", sha256))
                .hasStackTraceContaining("lacks CKM_RSA_X_509")
                .hasStackTraceContaining("CKA_ALLOWED_MECHANISMS CKM_RSA_PKCS_OAEP");
        decrypt("free-oaep", sha256);
    }

    private void decrypt(String alias, String transformation) throws Exception {
        Cipher theirs = Cipher.getInstance(transformation, "SunJCE");
        theirs.init(Cipher.ENCRYPT_MODE, kms.publicKey(alias));
        byte[] encrypted = theirs.doFinal(new byte[20]);
        Cipher ours = kms.cipher(transformation);
        ours.init(Cipher.DECRYPT_MODE, kms.handle(alias));
        assertThat(ours.doFinal(encrypted)).isEqualTo(new byte[20]);
    }
}
