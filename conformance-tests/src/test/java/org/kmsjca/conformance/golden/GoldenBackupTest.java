package org.kmsjca.conformance.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.KeySpec;
import org.kmsjca.ProtectionLevel;
import org.kmsjca.conformance.support.KmsUnderTest;
import org.kmsjca.protection.software.root.BackupBundle;

/** Backups of root keys: one whose bytes Python computed, and a fresh one by its rules. */
class GoldenBackupTest {
    private static final int IV = 12;

    @Test
    void goldenBackupOpensAndIsWrittenAsItWas() {
        byte[] file = Golden.file("backup");
        BackupBundle bundle = BackupBundle.decode(file);
        assertThat(bundle.encode().getBytes(StandardCharsets.UTF_8)).isEqualTo(file);
        assertThat(bundle.open(Golden.PASSPHRASE.toCharArray()).clearCopy())
                .isEqualTo(Golden.ROOT_KEY);
    }

    @Test
    void freshBackupHasTheLayoutOfTheGoldenOne(@TempDir Path directory)
            throws IOException, GeneralSecurityException {
        Path file = directory.resolve("root-key.backup");
        try (KmsUnderTest kms = KmsUnderTest.open(ProtectionLevel.SOFTWARE, directory)) {
            kms.create("any", KeySpec.ALIYUN_AES_256);
            kms.kms().root().backup(file, Golden.PASSPHRASE.toCharArray());
        }
        String text = Files.readString(file);
        assertThat(text).endsWith("\n").doesNotContain("\r");
        List<String> lines = text.lines().toList();
        assertThat(lines).hasSize(4).first().isEqualTo("KMS root key backup 1");
        assertThat(lines.get(1)).hasSize(Golden.VERSION.length());

        byte[] sealed = Base64.getDecoder().decode(lines.get(3));
        Cipher opening = Cipher.getInstance("AES/GCM/NoPadding", "SunJCE");
        opening.init(
                Cipher.DECRYPT_MODE,
                new SecretKeySpec(stretched(lines.get(2).split(",", -1)), "AES"),
                new GCMParameterSpec(128, Arrays.copyOf(sealed, IV)));
        opening.updateAAD(
                ("root key\npassphrase\n" + lines.get(1)).getBytes(StandardCharsets.UTF_8));
        assertThat(opening.doFinal(sealed, IV, sealed.length - IV)).hasSize(32);
    }

    /** argon2id, KiB, iterations, lanes, salt. */
    private static byte[] stretched(String... parameters) {
        assertThat(parameters).hasSize(5).startsWith("argon2id");
        var argon2 = new Argon2BytesGenerator();
        argon2.init(
                new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                        .withMemoryAsKB(Integer.parseInt(parameters[1]))
                        .withIterations(Integer.parseInt(parameters[2]))
                        .withParallelism(Integer.parseInt(parameters[3]))
                        .withSalt(HexFormat.of().parseHex(parameters[4]))
                        .build());
        byte[] key = new byte[32];
        argon2.generateBytes(Golden.PASSPHRASE.getBytes(StandardCharsets.UTF_8), key);
        return key;
    }
}
