package org.kmsjca.conformance.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iaik.pkcs.pkcs11.wrapper.CK_ATTRIBUTE;
import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.KeyGenerator;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.Diagnosis;
import org.kmsjca.Diagnosis.Finding;
import org.kmsjca.Diagnosis.Severity;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyUsage;
import org.kmsjca.conformance.support.KmsUnderTest;
import org.kmsjca.conformance.support.TestKeys;
import org.kmsjca.testing.SoftHsm;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/** Another key under a CMK's CKA_ID does nothing in its name, and doctor tells of it. */
class ReplacedKeyTest {
    @TempDir Path directory;
    private SoftHsm token;
    private Shim shim;
    private KmsUnderTest kms;

    @BeforeEach
    void open() {
        token = SoftHsm.alone(directory, "kms-replaced");
        shim = Shim.before(token, directory);
        kms = HsmKms.open(directory, token.settings(shim.library()));
    }

    @AfterEach
    void close() {
        shim.reset();
        kms.close();
    }

    private void reopen() {
        kms.close();
        kms = HsmKms.open(directory, token.settings(shim.library()));
    }

    /** Two keys of each kind; the objects of a kind change their CKA_IDs and change them back. */
    private enum Kind {
        AES(KeySpec.ALIYUN_AES_256, KeyUsage.ENCRYPT_DECRYPT),
        HMAC(KeySpec.HMAC_SHA_256, KeyUsage.GENERATE_VERIFY_MAC),
        RSA(KeySpec.RSA_2048, KeyUsage.ENCRYPT_DECRYPT),
        EC(KeySpec.EC_P256, KeyUsage.SIGN_VERIFY),
        ECDH(KeySpec.EC_P384, KeyUsage.KEY_AGREEMENT),
        ED25519(KeySpec.ED25519, KeyUsage.SIGN_VERIFY);

        private final KeySpec spec;
        private final KeyUsage usage;

        Kind(KeySpec spec, KeyUsage usage) {
            this.spec = spec;
            this.usage = usage;
        }
    }

    private void use(Kind kind, String alias) throws GeneralSecurityException {
        switch (kind) {
            case AES -> {
                Cipher cipher = kms.cipher("AES/GCM/NoPadding");
                cipher.init(Cipher.ENCRYPT_MODE, kms.secretKey(alias));
                cipher.doFinal(new byte[16]);
            }
            case HMAC -> {
                Mac mac = Mac.getInstance("HmacSHA256", kms.provider());
                mac.init(kms.secretKey(alias));
                mac.doFinal(new byte[1]);
            }
            case RSA -> {
                Cipher cipher = kms.cipher("RSA/ECB/PKCS1Padding");
                cipher.init(Cipher.ENCRYPT_MODE, kms.publicKey(alias));
                byte[] encrypted = cipher.doFinal(new byte[16]);
                cipher.init(Cipher.DECRYPT_MODE, kms.privateKey(alias));
                cipher.doFinal(encrypted);
            }
            case ECDH -> {
                KeyAgreement agreement = KeyAgreement.getInstance("ECDH", kms.provider());
                agreement.init(kms.privateKey(alias));
                agreement.doPhase(TestKeys.newPair(KeySpec.EC_P384).getPublic(), true);
                agreement.generateSecret();
            }
            case EC, ED25519 -> {
                PrivateKey key = kms.privateKey(alias);
                Signature signature =
                        kms.signature(kind == Kind.EC ? "SHA256withECDSA" : "Ed25519");
                signature.initSign(key);
                signature.update(new byte[1]);
                signature.sign();
            }
        }
    }

    private String id(String alias) {
        return kms.kms().describeKey("alias/" + alias).versions().get(0).keyVersionId();
    }

    private void rename(TokenView view, long object, String id) throws PKCS11Exception {
        CK_ATTRIBUTE[] change = {
            TokenView.attribute(PKCS11Constants.CKA_ID, id.getBytes(StandardCharsets.US_ASCII))
        };
        view.cryptoki().C_SetAttributeValue(view.session(), object, change, true);
    }

    private void swapAll() throws PKCS11Exception {
        try (TokenView view = TokenView.of(shim.library(), token.label())) {
            for (Kind kind : Kind.values()) {
                swap(view, kind);
            }
        }
    }

    private void swap(TokenView view, Kind kind) throws PKCS11Exception {
        long one = view.objectsOf(id("one-" + kind))[0];
        long two = view.objectsOf(id("two-" + kind))[0];
        rename(view, one, id("two-" + kind));
        rename(view, two, id("one-" + kind));
    }

    private List<String> told() {
        return kms.kms().diagnose().findings().stream()
                .filter(finding -> finding.severity() == Severity.PROBLEM)
                .map(Finding::text)
                .filter(text -> text.contains("has another key under CKA_ID"))
                .toList();
    }

    @Test
    void keyOfEachKindIsToldFromAnotherOfItsKind() throws Exception {
        for (Kind kind : Kind.values()) {
            kms.create("one-" + kind, kind.spec, kind.usage);
            kms.create("two-" + kind, kind.spec, kind.usage);
        }
        assertThat(told()).isEmpty();
        swapAll();
        assertThat(told()).hasSize(2 * Kind.values().length);
        for (int epoch = 0; epoch < 2; epoch++) {
            for (Kind kind : Kind.values()) {
                for (String which : List.of("one-", "two-")) {
                    assertThatThrownBy(() -> use(kind, which + kind))
                            .as(which + kind)
                            .hasStackTraceContaining("has another key as")
                            .hasStackTraceContaining(
                                    HexFormat.of()
                                            .formatHex(
                                                    id(which + kind)
                                                            .getBytes(StandardCharsets.US_ASCII)));
                }
            }
            reopen();
        }
        swapAll();
        for (Kind kind : Kind.values()) {
            assertThatCode(() -> use(kind, "one-" + kind)).doesNotThrowAnyException();
        }
        assertThat(told()).isEmpty();
    }

    @Test
    void keyThatIsReplacedUnderTheHandOfAnApplicationIsNotUsed() throws Exception {
        kms.create("one", KeySpec.EC_P256);
        kms.create("two", KeySpec.EC_P256);
        use(Kind.EC, "one");
        try (TokenView view = TokenView.of(shim.library(), token.label())) {
            long two = view.objectsOf(id("two"))[0];
            view.cryptoki().C_DestroyObject(view.session(), view.objectsOf(id("one"))[0]);
            rename(view, two, id("one"));
        }
        assertThatThrownBy(() -> use(Kind.EC, "one")).hasStackTraceContaining("another key");
        assertThatThrownBy(() -> use(Kind.EC, "one")).hasStackTraceContaining("another key");
    }

    /** A message that comes in parts looks its key up on a road of its own. */
    @Test
    void longMessageIsRefusedByNameToo() throws Exception {
        kms.create("one", KeySpec.ALIYUN_AES_256);
        kms.create("two", KeySpec.ALIYUN_AES_256);
        try (TokenView view = TokenView.of(shim.library(), token.label())) {
            long one = view.objectsOf(id("one"))[0];
            long two = view.objectsOf(id("two"))[0];
            rename(view, one, "parked");
            rename(view, two, id("one"));
        }
        reopen();
        for (String reason : List.of("has another key as", "shows no secret key")) {
            String alias = reason.startsWith("has") ? "one" : "two";
            Cipher cipher = kms.cipher("AES/GCM/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, kms.secretKey(alias));
            assertThatThrownBy(() -> cipher.update(new byte[100_000]))
                    .hasStackTraceContaining("Rejected.Unavailable")
                    .hasStackTraceContaining(reason);
        }
    }

    @Test
    void keyWithoutACheckValueIsToldByDoctorAndWorks() throws Exception {
        // Made and tried as a session object, and not asked for a check value when it was kept.
        SecretKey made = KeyGenerator.getInstance("HmacSHA256", kms.provider()).generateKey();
        shim.on("SignInit").fail(PKCS11Constants.CKR_MECHANISM_INVALID, -1);
        kms.importSecret("unknown", made);
        shim.reset();
        use(Kind.HMAC, "unknown");
        Diagnosis diagnosis = kms.kms().diagnose();
        assertThat(diagnosis.findings())
                .filteredOn(finding -> finding.text().contains("no check value"))
                .singleElement()
                .satisfies(
                        finding -> {
                            assertThat(finding.severity()).isEqualTo(Severity.ADVICE);
                            assertThat(finding.text()).contains("unknown");
                        });
    }

    @Test
    void anotherRootKeyKeepsWhatIsKnown() throws Exception {
        kms.create("one-" + Kind.AES, Kind.AES.spec);
        kms.create("two-" + Kind.AES, Kind.AES.spec);
        kms.kms().root().changeKey("keyfile");
        reopen();
        use(Kind.AES, "one-AES");
        assertThat(kms.kms().diagnose().findings())
                .noneMatch(finding -> finding.text().contains("no check value"));
        try (TokenView view = TokenView.of(shim.library(), token.label())) {
            swap(view, Kind.AES);
        }
        assertThat(told()).hasSize(2);
        assertThatThrownBy(() -> use(Kind.AES, "one-AES")).hasStackTraceContaining("another key");
    }

    /** The question of a check value is in the store; the answer would prove a guess of the key. */
    @Test
    void storeDoesNotHaveTheAnswerOfAKey() throws Exception {
        SecretKey clear = TestKeys.aes(256);
        kms.importSecret("known", clear);
        kms.close();
        List<String> questions = new ArrayList<>();
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.walk(directory.resolve("home"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String text = Files.readString(file, StandardCharsets.ISO_8859_1);
                all.append(text);
                Matcher matcher =
                        Pattern.compile("CBC_ENCRYPTION.{10}([0-9a-f]{32})", Pattern.DOTALL)
                                .matcher(text);
                matcher.results().forEach(result -> questions.add(result.group(1)));
            }
        }
        assertThat(questions).isNotEmpty();
        for (String question : questions) {
            Cipher cbc = Cipher.getInstance("AES/CBC/NoPadding", "SunJCE");
            cbc.init(
                    Cipher.ENCRYPT_MODE,
                    new SecretKeySpec(clear.getEncoded(), "AES"),
                    new IvParameterSpec(new byte[16]));
            byte[] answer = cbc.doFinal(HexFormat.of().parseHex(question));
            assertThat(all)
                    .doesNotContain(HexFormat.of().formatHex(answer).substring(0, 8))
                    .doesNotContain(new String(answer, StandardCharsets.ISO_8859_1));
        }
        kms = HsmKms.open(directory, token.settings(shim.library()));
    }
}
