package org.kmsjca.conformance.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.EncryptionContext;
import org.kmsjca.KeySpec;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.conformance.support.KmsUnderTest;
import org.kmsjca.conformance.support.TestKeys;
import org.kmsjca.testing.SoftHsm;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/** What a module lists and refuses, and what it dies of. */
class RefusalTest {
    private static final List<Long> PERMANENT =
            List.of(
                    PKCS11Constants.CKR_MECHANISM_INVALID,
                    PKCS11Constants.CKR_MECHANISM_PARAM_INVALID,
                    PKCS11Constants.CKR_FUNCTION_NOT_SUPPORTED,
                    PKCS11Constants.CKR_KEY_SIZE_RANGE,
                    PKCS11Constants.CKR_ATTRIBUTE_VALUE_INVALID,
                    PKCS11Constants.CKR_ATTRIBUTE_TYPE_INVALID,
                    PKCS11Constants.CKR_TEMPLATE_INCONSISTENT,
                    PKCS11Constants.CKR_KEY_TYPE_INCONSISTENT,
                    PKCS11Constants.CKR_CURVE_NOT_SUPPORTED);

    @TempDir Path directory;
    private SoftHsm token;
    private Shim shim;
    private KmsUnderTest kms;

    @BeforeEach
    void open() {
        token = SoftHsm.alone(directory, "kms-refusals");
        // As the modules that take an empty message: SoftHSM wants a pointer even to nothing.
        shim =
                Shim.beforeSoftHsm(
                        directory, "-DCONF=\"" + token.home() + "\"", "-DTAKES_NOTHING=1");
        kms = HsmKms.open(directory, token.settings(shim.library()));
    }

    @AfterEach
    void close() {
        shim.reset();
        kms.close();
    }

    private void assertRefused(String function, String mechanism, Runnable work) {
        for (long code : PERMANENT) {
            shim.on(function).fail(code, -1);
            assertThatThrownBy(work::run)
                    .as("C_" + function + " = 0x" + Long.toHexString(code))
                    .isInstanceOfSatisfying(
                            KmsException.class,
                            e -> assertThat(e.code()).isEqualTo(KmsErrorCode.UNSUPPORTED_OPERATION))
                    .hasMessageContaining("C_" + function + " (" + mechanism + ")")
                    .hasMessageContaining(shim.library().toString())
                    .hasMessageContaining(token.label());
            shim.reset();
        }
    }

    @Test
    void permanentRefusalsAreUnsupportedOperationsByName() {
        assertRefused(
                "GenerateKey", "CKM_AES_KEY_GEN", () -> kms.create("aes", KeySpec.ALIYUN_AES_256));
        assertRefused(
                "GenerateKeyPair", "CKM_EC_KEY_PAIR_GEN", () -> kms.create("ec", KeySpec.EC_P256));
        String key = kms.create("key", KeySpec.ALIYUN_AES_256).keyId();
        assertRefused(
                "EncryptInit",
                "CKM_AES_GCM",
                () -> kms.kms().encrypt(key, new byte[3], EncryptionContext.empty()));
        kms.kms().encrypt(key, new byte[3], EncryptionContext.empty());
    }

    @Test
    void troubleThatPassesIsStillTemporary() {
        shim.on("GenerateKey").fail(PKCS11Constants.CKR_DEVICE_ERROR, -1);
        assertThatThrownBy(() -> kms.create("aes", KeySpec.ALIYUN_AES_256))
                .isInstanceOfSatisfying(
                        KmsException.class,
                        e ->
                                assertThat(e.code())
                                        .isEqualTo(KmsErrorCode.SERVICE_UNAVAILABLE_TEMPORARY))
                .hasMessageContaining("C_GenerateKey (CKM_AES_KEY_GEN) failed");
    }

    /** As p11-kit's client answers C_EncryptFinal after whole blocks. */
    @Test
    void blocksEndWhateverIsSaidOfNothingToCome() throws Exception {
        SecretKey clear = TestKeys.aes(256);
        SecretKey handle = kms.importSecret("wrapping", clear);
        for (long code :
                new long[] {
                    PKCS11Constants.CKR_BUFFER_TOO_SMALL,
                    PKCS11Constants.CKR_OPERATION_NOT_INITIALIZED
                }) {
            for (int i = 0; i < 3; i++) {
                shim.on("EncryptFinal").fail(code, -1);
                shim.on("DecryptFinal").fail(code, -1);
                byte[] wrapped = kwp(Cipher.ENCRYPT_MODE, handle, new byte[24]);
                Cipher theirs = Cipher.getInstance("AES/KWP/NoPadding", "SunJCE");
                theirs.init(Cipher.DECRYPT_MODE, clear);
                assertThat(theirs.doFinal(wrapped)).isEqualTo(new byte[24]);
                assertThat(kwp(Cipher.DECRYPT_MODE, handle, wrapped)).isEqualTo(new byte[24]);
            }
        }
        shim.on("EncryptFinal").fail(PKCS11Constants.CKR_DEVICE_ERROR, -1);
        assertThatThrownBy(() -> kwp(Cipher.ENCRYPT_MODE, handle, new byte[24]))
                .hasStackTraceContaining("CKR_DEVICE_ERROR");
    }

    private byte[] kwp(int mode, SecretKey key, byte[] input) throws GeneralSecurityException {
        Cipher cipher = kms.cipher("AES/KWP/NoPadding");
        cipher.init(mode, key);
        return cipher.doFinal(input);
    }

    @Test
    void moduleThatDoesNotInitialiseSaysWhatToLookAt() throws IOException {
        String general = initialisation("other.so");
        assertThat(general).contains("C_Initialize failed with CKR_GENERAL_ERROR");
        assertThat(general).contains("environment variable").contains("daemon").contains("groups");
        assertThat(initialisation("libsofthsm2.so")).contains("SOFTHSM2_CONF");
        assertThat(initialisation("libopencryptoki.so")).contains("pkcsslotd");
        assertThat(initialisation("libtpm2_pkcs11.so")).contains("tpm2-abrmd");
        assertThat(initialisation("p11-kit-client.so")).contains("P11_KIT_SERVER_ADDRESS");
    }

    private String initialisation(String name) throws IOException {
        Path home = Files.createDirectories(directory.resolve(name + ".d"));
        Path library = Files.copy(shim.library(), home.resolve(name));
        shim.on("Initialize").fail(PKCS11Constants.CKR_GENERAL_ERROR, -1);
        try (KmsUnderTest broken = HsmKms.open(home, token.settings(library))) {
            broken.create("key", KeySpec.ALIYUN_AES_256);
            throw new AssertionError("it was initialised");
        } catch (KmsException e) {
            assertThat(e.code()).isEqualTo(KmsErrorCode.SERVICE_UNAVAILABLE_TEMPORARY);
            assertThat(e).hasMessageContaining(library.toString());
            return e.getMessage();
        } finally {
            shim.reset();
        }
    }

    private byte[] mac(KmsUnderTest any, SecretKey key, int... parts)
            throws GeneralSecurityException {
        Mac mac = any == null ? Mac.getInstance("HmacSHA256", "SunJCE") : ours(any);
        mac.init(key);
        for (int part : parts) {
            mac.update(new byte[part]);
        }
        return mac.doFinal();
    }

    private static Mac ours(KmsUnderTest any) throws GeneralSecurityException {
        return Mac.getInstance("HmacSHA256", any.provider());
    }

    /** Modules are known that die in C_SignFinal when its size is asked for. */
    @Test
    void macsAreOneCallWhereTheyFit() throws Exception {
        SecretKey clear = TestKeys.newSecret(KeySpec.HMAC_SHA_256);
        SecretKey handle = kms.importSecret("mac", clear);
        for (int[] parts : new int[][] {{}, {1}, {0, 0}, {70_000}, {100_000, 100_000}}) {
            assertThat(mac(kms, handle, parts)).isEqualTo(mac(null, clear, parts));
        }
        assertThat(shim.calls("SignFinal")).isZero();
        assertThat(mac(kms, handle, 300_000)).isEqualTo(mac(null, clear, 300_000));
        assertThat(shim.calls("SignFinal")).isPositive();
    }

    @Test
    void modulesThatAreKnownToDieAreNeverAskedInParts() throws Exception {
        Path home = Files.createDirectories(directory.resolve("deadly"));
        Path library = Files.copy(shim.library(), home.resolve("libopencryptoki.so"));
        SecretKey clear = TestKeys.newSecret(KeySpec.HMAC_SHA_256);
        kms.close();
        try (KmsUnderTest deadly = HsmKms.open(home, token.settings(library))) {
            SecretKey handle = deadly.importSecret("mac", clear);
            for (int[] parts : new int[][] {{}, {300_000, 300_000}}) {
                assertThat(mac(deadly, handle, parts)).isEqualTo(mac(null, clear, parts));
            }
            if (OutputBuffersTest.GIVES_BUFFERS) { // no question, no death
                assertThat(mac(deadly, handle, 16 << 20, 1))
                        .isEqualTo(mac(null, clear, 16 << 20, 1));
                return;
            }
            assertThatThrownBy(() -> mac(deadly, handle, 16 << 20, 1))
                    .hasStackTraceContaining("UnsupportedOperation")
                    .hasStackTraceContaining("libopencryptoki.so");
            shim.on("Sign").fail(PKCS11Constants.CKR_ARGUMENTS_BAD);
            assertThatThrownBy(() -> mac(deadly, handle))
                    .hasStackTraceContaining("UnsupportedOperation")
                    .hasStackTraceContaining("an empty message");
            assertThat(shim.calls("SignFinal")).isZero();
        }
    }
}
