package org.kmsjca.conformance.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iaik.pkcs.pkcs11.wrapper.CK_ATTRIBUTE;
import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.util.BigIntegers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.CmkMetadata;
import org.kmsjca.HsmObject;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyUsage;
import org.kmsjca.Origin;
import org.kmsjca.ProtectionLevel;
import org.kmsjca.conformance.support.KmsUnderTest;
import org.kmsjca.conformance.support.TestCertificates;
import org.kmsjca.conformance.support.TestKeys;
import org.kmsjca.testing.SoftHsm;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/** Keys that somebody else put into the token. */
class AdoptionTest {
    private static final String ID = "0a1b2c";

    @TempDir Path directory;
    private SoftHsm token;
    private Path library;
    private KmsUnderTest kms;

    @BeforeEach
    void open() {
        token = SoftHsm.token("kms-adoption-" + System.nanoTime());
        library = Shim.ownCopy(directory);
        kms = HsmKms.open(directory, token.settings(library));
        kms.create("own", KeySpec.ALIYUN_AES_256);
    }

    @AfterEach
    void close() {
        kms.close();
    }

    private TokenView view() throws PKCS11Exception {
        return TokenView.of(library, token.label());
    }

    private List<HsmObject> listed() {
        return kms.kms().listHsmObjects(Optional.empty());
    }

    private CmkMetadata adopt(String id) {
        return kms.kms()
                .adoptHsmObject(
                        Optional.empty(),
                        id,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("adopted"));
    }

    @Test
    void secretKeyIsListedUntilItIsAdoptedAndWorksThen() throws Exception {
        String id = HexFormat.of().formatHex("theirs".getBytes(StandardCharsets.US_ASCII));
        try (TokenView view = view()) {
            view.generateAes("theirs", false);
        }
        assertThat(listed())
                .singleElement()
                .satisfies(
                        object -> {
                            assertThat(object.id()).isEqualTo(id);
                            assertThat(object.keySpec()).contains(KeySpec.ALIYUN_AES_256);
                            assertThat(object.kind()).isEqualTo("secret key AES");
                        });
        CmkMetadata cmk = adopt(id);
        assertThat(cmk.protectionLevel()).isEqualTo(ProtectionLevel.HSM);
        assertThat(cmk.origin()).isEqualTo(Origin.EXTERNAL);
        assertThat(cmk.keyUsage()).isEqualTo(KeyUsage.ENCRYPT_DECRYPT);
        assertThat(listed()).isEmpty();
        Operation.GCM_ENCRYPTION.run(kms, Operation.Handle.of(kms, "adopted"));
        assertThatThrownBy(() -> adopt(id)).hasMessageContaining("AliasAlreadyExists");
        assertThat(kms.kms().verifyAudit().problem()).isEmpty();
        assertThat(kms.kms().listAuditRecords(0, 100))
                .extracting(record -> record.call() + " " + record.outcome())
                .containsExactly(
                        "CreateKey OK", "AdoptHsmObject OK", "AdoptHsmObject AliasAlreadyExists");
    }

    @Test
    void privateKeyBringsItsCertificate() throws Exception {
        KeyPair pair = TestKeys.newPair(KeySpec.EC_P256);
        X509Certificate certificate = TestCertificates.selfSigned("adopted", pair);
        putPrivateKey(pair, certificate);
        CmkMetadata cmk = adopt(ID);
        assertThat(cmk.keySpec()).isEqualTo(KeySpec.EC_P256);
        assertThat(kms.kms().getCertificateChain("alias/adopted")).containsExactly(certificate);
        Operation.ECDSA.run(kms, Operation.Handle.of(kms, "adopted"));
    }

    private void putPrivateKey(KeyPair pair, X509Certificate certificate)
            throws PKCS11Exception, GeneralSecurityException {
        byte[] id = HexFormat.of().parseHex(ID);
        byte[] curve;
        byte[] value;
        try {
            curve = new ASN1ObjectIdentifier("1.2.840.10045.3.1.7").getEncoded();
            var key = (ECPrivateKey) pair.getPrivate();
            value = BigIntegers.asUnsignedByteArray(32, key.getS());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        try (TokenView view = view()) {
            view.cryptoki()
                    .C_CreateObject(
                            view.session(),
                            new CK_ATTRIBUTE[] {
                                TokenView.attribute(
                                        PKCS11Constants.CKA_CLASS, PKCS11Constants.CKO_PRIVATE_KEY),
                                TokenView.attribute(
                                        PKCS11Constants.CKA_KEY_TYPE, PKCS11Constants.CKK_EC),
                                TokenView.attribute(PKCS11Constants.CKA_TOKEN, true),
                                TokenView.attribute(PKCS11Constants.CKA_PRIVATE, true),
                                TokenView.attribute(PKCS11Constants.CKA_SENSITIVE, true),
                                TokenView.attribute(PKCS11Constants.CKA_EXTRACTABLE, false),
                                TokenView.attribute(PKCS11Constants.CKA_SIGN, true),
                                TokenView.attribute(PKCS11Constants.CKA_ID, id),
                                TokenView.attribute(PKCS11Constants.CKA_EC_PARAMS, curve),
                                TokenView.attribute(PKCS11Constants.CKA_VALUE, value)
                            },
                            true);
            view.cryptoki()
                    .C_CreateObject(
                            view.session(),
                            new CK_ATTRIBUTE[] {
                                TokenView.attribute(
                                        PKCS11Constants.CKA_CLASS, PKCS11Constants.CKO_CERTIFICATE),
                                TokenView.attribute(
                                        PKCS11Constants.CKA_CERTIFICATE_TYPE,
                                        PKCS11Constants.CKC_X_509),
                                TokenView.attribute(PKCS11Constants.CKA_TOKEN, true),
                                TokenView.attribute(PKCS11Constants.CKA_ID, id),
                                TokenView.attribute(
                                        PKCS11Constants.CKA_SUBJECT,
                                        certificate.getSubjectX500Principal().getEncoded()),
                                TokenView.attribute(
                                        PKCS11Constants.CKA_VALUE, certificate.getEncoded())
                            },
                            true);
        }
    }

    @Test
    void keyThatMayLeaveTheTokenIsAdoptedAndThatIsTold() throws Exception {
        String id = HexFormat.of().formatHex("loose".getBytes(StandardCharsets.US_ASCII));
        try (TokenView view = view()) {
            view.generateAes("loose", true);
        }
        assertThat(listed()).singleElement().matches(HsmObject::extractable);
        try (var warnings = new Warnings("org.kmsjca.hsm")) {
            adopt(id);
            assertThat(warnings.all())
                    .singleElement()
                    .asString()
                    .contains(id)
                    .contains("CKA_EXTRACTABLE is not false")
                    .doesNotContain("CKA_SENSITIVE");
        }
        assertThat(kms.attributes("adopted"))
                .containsEntry("CKA_EXTRACTABLE", "true")
                .containsEntry("CKA_SENSITIVE", "true");
        assertThat(kms.handle("adopted").getEncoded()).isNull();
        Operation.GCM_ENCRYPTION.run(kms, Operation.Handle.of(kms, "adopted"));
    }

    @Test
    void strictAdoptionRefusesWhatMayLeaveTheTokenByName() throws Exception {
        try (TokenView view = view()) {
            view.generateAes("loose", true);
            view.generateAes("plain", false, false);
            view.generateAes("tight", false);
        }
        kms.close();
        kms = HsmKms.open(directory, HsmKms.with(token.settings(library), "hsm.adopt=strict"));
        for (String name : List.of("loose", "plain")) {
            String id = HexFormat.of().formatHex(name.getBytes(StandardCharsets.US_ASCII));
            assertThatThrownBy(() -> adopt(id))
                    .hasMessageContaining("the key of CKA_ID " + id + " cannot be adopted")
                    .hasMessageContaining(
                            name.equals("loose")
                                    ? "CKA_EXTRACTABLE is not false"
                                    : "CKA_SENSITIVE is not true")
                    .hasMessageContaining("hsm.adopt=strict")
                    .hasMessageContaining("not changed");
        }
        assertThat(listed()).hasSize(3);
        adopt(HexFormat.of().formatHex("tight".getBytes(StandardCharsets.US_ASCII)));
        assertThat(listed()).hasSize(2);
    }

    /** As pkcs11-tool makes them without --sensitive. */
    @Test
    void keyThatIsNotSensitiveButStaysInsideIsAdoptedAsItIs() throws Exception {
        String id = HexFormat.of().formatHex("plain".getBytes(StandardCharsets.US_ASCII));
        try (TokenView view = view()) {
            view.generateAes("plain", false, false);
        }
        assertThat(listed()).singleElement().matches(object -> !object.sensitive());
        adopt(id);
        assertThat(kms.attributes("adopted"))
                .containsEntry("KeyMaterial", "adopted: it was in the token before")
                .containsEntry("CKA_ALWAYS_SENSITIVE", "false")
                .containsEntry("CKA_NEVER_EXTRACTABLE", "true")
                .containsEntry("CKA_SENSITIVE", "false")
                .containsEntry("CKA_EXTRACTABLE", "false");
        Operation.GCM_ENCRYPTION.run(kms, Operation.Handle.of(kms, "adopted"));
    }

    @Test
    void whatIsNotThereOrDoesNotFitIsRefused() throws Exception {
        assertThatThrownBy(() -> adopt("ffff")).hasMessageContaining("kms hsm list");
        assertThatThrownBy(() -> adopt("xyz")).hasMessageContaining("hexadecimal");
        String id = HexFormat.of().formatHex("theirs".getBytes(StandardCharsets.US_ASCII));
        try (TokenView view = view()) {
            view.generateAes("theirs", false);
        }
        assertThatThrownBy(
                        () ->
                                kms.kms()
                                        .adoptHsmObject(
                                                Optional.empty(),
                                                id,
                                                Optional.of(KeySpec.ALIYUN_AES_128),
                                                Optional.empty(),
                                                Optional.empty()))
                .hasMessageContaining("Aliyun_AES_256");
    }
}
