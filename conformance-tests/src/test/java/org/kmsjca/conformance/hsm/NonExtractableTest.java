package org.kmsjca.conformance.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iaik.pkcs.pkcs11.wrapper.CK_ATTRIBUTE;
import iaik.pkcs.pkcs11.wrapper.PKCS11;
import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.SecretKey;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.KeySpec;
import org.kmsjca.conformance.support.KmsUnderTest;
import org.kmsjca.conformance.support.TestKeys;
import org.kmsjca.testing.SoftHsm;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/** Nothing gives a key out: no call of PKCS#11, no call of the JCA, no file of ours. */
@Tag("once")
class NonExtractableTest {
    @TempDir Path directory;
    private SoftHsm token;
    private Path library;
    private KmsUnderTest kms;

    @BeforeEach
    void open() {
        token = SoftHsm.token("kms-secret-" + System.nanoTime());
        library = Shim.ownCopy(directory);
        kms = HsmKms.open(directory.resolve("kms"), token.settings(library));
        kms.create("aes", KeySpec.ALIYUN_AES_256);
        kms.create("mac", KeySpec.HMAC_SHA_256);
        kms.create("rsa", KeySpec.RSA_2048);
        kms.create("ec", KeySpec.EC_P256);
    }

    @AfterEach
    void close() {
        kms.close();
    }

    private long object(TokenView view, String alias) throws PKCS11Exception {
        String version = kms.kms().describeKey("alias/" + alias).versions().get(0).keyVersionId();
        return view.objectsOf(version)[0];
    }

    private static void assertRefused(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(PKCS11Exception.class);
    }

    @Test
    void noCallOfTheTokenGivesAKeyOut() throws PKCS11Exception {
        try (TokenView view = TokenView.of(library, token.label())) {
            PKCS11 cryptoki = view.cryptoki();
            long wrapping = view.generateAes("wrapping", false);
            cryptoki.C_SetAttributeValue(
                    view.session(),
                    wrapping,
                    new CK_ATTRIBUTE[] {TokenView.attribute(PKCS11Constants.CKA_WRAP, true)},
                    true);
            for (String alias : List.of("aes", "mac", "rsa", "ec")) {
                long key = object(view, alias);
                for (long attribute :
                        new long[] {
                            PKCS11Constants.CKA_VALUE,
                            PKCS11Constants.CKA_PRIVATE_EXPONENT,
                            PKCS11Constants.CKA_PRIME_1
                        }) {
                    assertRefused(() -> view.value(key, attribute));
                }
                for (long mechanism :
                        new long[] {
                            PKCS11Constants.CKM_AES_KEY_WRAP, PKCS11Constants.CKM_AES_KEY_WRAP_PAD
                        }) {
                    assertRefused(
                            () ->
                                    cryptoki.C_WrapKey(
                                            view.session(),
                                            TokenView.mechanism(mechanism, null),
                                            wrapping,
                                            key,
                                            true));
                }
                CK_ATTRIBUTE[] loosened = {
                    TokenView.attribute(PKCS11Constants.CKA_EXTRACTABLE, true)
                };
                CK_ATTRIBUTE[] shown = {TokenView.attribute(PKCS11Constants.CKA_SENSITIVE, false)};
                for (CK_ATTRIBUTE[] change : List.of(loosened, shown)) {
                    assertRefused(
                            () -> cryptoki.C_SetAttributeValue(view.session(), key, change, true));
                    assertRefused(() -> cryptoki.C_CopyObject(view.session(), key, change, true));
                }
            }
        }
    }

    @Test
    void noCallOfTheJcaGivesAKeyOut() throws Exception {
        for (String alias : List.of("aes", "mac", "rsa", "ec")) {
            Key handle = kms.handle(alias);
            assertThat(handle.getEncoded()).isNull();
            assertThat(handle.getFormat()).isNull();
            KeyStore file = KeyStore.getInstance("PKCS12", "SunJSSE");
            file.load(null, null);
            if (handle instanceof SecretKey secret) {
                assertThatThrownBy(
                                () -> {
                                    file.setEntry(
                                            alias,
                                            new KeyStore.SecretKeyEntry(secret),
                                            new KeyStore.PasswordProtection(
                                                    "password".toCharArray()));
                                    file.store(
                                            OutputStream.nullOutputStream(),
                                            "password".toCharArray());
                                })
                        .isInstanceOf(Exception.class);
            }
        }
    }

    @Test
    void noFileOfOursHasAnImportedKey() throws GeneralSecurityException, IOException {
        SecretKey clear = TestKeys.aes(256);
        SecretKey handle = kms.importSecret("known", clear);
        Operation.GCM_ENCRYPTION.run(kms, new Operation.Handle("known", handle, null, new byte[0]));
        kms.close();
        byte[] raw = clear.getEncoded();
        String hex = HexFormat.of().formatHex(raw);
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.walk(directory.resolve("kms"))) {
            all.filter(Files::isRegularFile).forEach(files::add);
        }
        assertThat(files).isNotEmpty();
        for (Path file : files) {
            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
            assertThat(text)
                    .as(file.toString())
                    .doesNotContain(new String(raw, StandardCharsets.ISO_8859_1))
                    .doesNotContainIgnoringCase(hex);
        }
    }
}
