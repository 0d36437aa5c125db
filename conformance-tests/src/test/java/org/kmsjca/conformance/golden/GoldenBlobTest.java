package org.kmsjca.conformance.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kmsjca.DataKeySpec;
import org.kmsjca.EncryptionContext;
import org.kmsjca.conformance.support.FreshKms;
import org.kmsjca.conformance.support.KmsUnderTest;

/** Ciphertext blobs and encrypted data keys whose bytes Python computed, and ours by its rules. */
@Tag("once")
class GoldenBlobTest extends FreshKms {
    private static final int VERSION_ID = 36;
    private static final int IV = 12;
    private static final int TAG = 16;

    /** A KMS that has the key of the golden files, with that spelling of contexts. */
    private KmsUnderTest keyed(String encoding) throws IOException {
        Path home = Files.createDirectory(directory().resolve("golden"));
        KmsUnderTest kms = KmsUnderTest.open(level(), home, "encryption.context=" + encoding);
        kms.importSecret("aes", new SecretKeySpec(Golden.AES_KEY, "AES"));
        return kms;
    }

    /** The golden blob as it would be, had the version in this KMS the golden version's id. */
    private static byte[] named(KmsUnderTest kms, String alias, String file) {
        byte[] blob = Golden.file(file);
        String id = kms.kms().describeKey("alias/" + alias).primaryKeyVersion().orElseThrow();
        assertThat(new String(blob, 0, VERSION_ID, StandardCharsets.US_ASCII))
                .isEqualTo(Golden.VERSION)
                .hasSameSizeAs(id);
        System.arraycopy(id.getBytes(StandardCharsets.US_ASCII), 0, blob, 0, VERSION_ID);
        return blob;
    }

    private static EncryptionContext context(String file) {
        return file.endsWith("escaped") || file.endsWith("compatible")
                ? Golden.CONTEXT
                : EncryptionContext.empty();
    }

    @ParameterizedTest
    @CsvSource({
        "escaped, blob.aes",
        "escaped, blob.aes.escaped",
        "compatible, blob.aes",
        "compatible, blob.aes.compatible"
    })
    void goldenBlobDecrypts(String encoding, String file) throws IOException {
        try (KmsUnderTest kms = keyed(encoding)) {
            assertThat(kms.kms().decrypt(named(kms, "aes", file), context(file)).toByteArray())
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo(Golden.MESSAGE);
        }
    }

    @Test
    void goldenBlobOfNothingDecrypts() throws IOException {
        try (KmsUnderTest kms = keyed("escaped")) {
            byte[] blob = named(kms, "aes", "blob.aes.empty");
            assertThat(blob).hasSize(VERSION_ID + IV + TAG);
            assertThat(kms.kms().decrypt(blob, EncryptionContext.empty()).toByteArray()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"blob.sm4", "blob.sm4.escaped"})
    void goldenSm4BlobDecrypts(String file) {
        kms().importSecret("sm4", new SecretKeySpec(Golden.SM4_KEY, "SM4"));
        assertThat(kms().kms().decrypt(named(kms(), "sm4", file), context(file)).toByteArray())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo(Golden.MESSAGE);
    }

    @ParameterizedTest
    @CsvSource({"edk", "edk.escaped"})
    void goldenDataKeyOpens(String file) throws IOException {
        try (KmsUnderTest kms = keyed("escaped")) {
            byte[] edk = named(kms, "aes", file);
            assertThat(kms.kms().decryptDataKey(edk, context(file)).getEncoded())
                    .isEqualTo(Golden.DATA_KEY);
        }
    }

    /** What is made today is taken apart here by the rules of the golden files. */
    @ParameterizedTest
    @CsvSource({"escaped", "compatible"})
    void freshBlobHasTheLayoutOfTheGoldenOnes(String encoding)
            throws IOException, GeneralSecurityException {
        try (KmsUnderTest kms = keyed(encoding)) {
            byte[] message = Golden.MESSAGE.getBytes(StandardCharsets.UTF_8);
            byte[] blob = kms.kms().encrypt("alias/aes", message, Golden.CONTEXT).toByteArray();
            assertThat(blob).hasSameSizeAs(Golden.file("blob.aes." + encoding));
            assertThat(takenApart(kms, blob, "context." + encoding)).isEqualTo(message);
        }
    }

    @Test
    void freshDataKeyHasTheLayoutOfTheGoldenOnes() throws IOException, GeneralSecurityException {
        try (KmsUnderTest kms = keyed("escaped")) {
            byte[] edk =
                    kms.kms()
                            .generateDataKeyWithoutPlaintext(
                                    DataKeySpec.builder("alias/aes")
                                            .encryptionContext(Golden.CONTEXT)
                                            .build())
                            .toByteArray();
            assertThat(edk).hasSameSizeAs(Golden.file("edk.escaped"));
            assertThat(takenApart(kms, edk, "context.escaped"))
                    .asString(StandardCharsets.US_ASCII)
                    .matches("[A-Za-z0-9+/]{43}=");
        }
    }

    private static byte[] takenApart(KmsUnderTest kms, byte[] blob, String contextFile)
            throws GeneralSecurityException {
        assertThat(new String(blob, 0, VERSION_ID, StandardCharsets.US_ASCII))
                .isEqualTo(kms.kms().describeKey("alias/aes").primaryKeyVersion().orElseThrow());
        Cipher opening = Cipher.getInstance("AES/GCM/NoPadding", "SunJCE");
        opening.init(
                Cipher.DECRYPT_MODE,
                new SecretKeySpec(Golden.AES_KEY, "AES"),
                new GCMParameterSpec(
                        TAG * Byte.SIZE, Arrays.copyOfRange(blob, VERSION_ID, VERSION_ID + IV)));
        opening.updateAAD(MessageDigest.getInstance("SHA-256").digest(Golden.file(contextFile)));
        return opening.doFinal(blob, VERSION_ID + IV, blob.length - VERSION_ID - IV);
    }
}
