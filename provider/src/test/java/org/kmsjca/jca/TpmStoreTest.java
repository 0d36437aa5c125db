package org.kmsjca.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Cipher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.CmkSpec;
import org.kmsjca.KeySpec;
import org.kmsjca.Kms;
import org.kmsjca.KmsException;
import org.kmsjca.KmsProvider;
import org.kmsjca.testing.Swtpm;

/** A provider whose store has a TPM as its root of trust. */
class TpmStoreTest {
    @TempDir private Path directory;
    private Swtpm swtpm;

    @BeforeEach
    void start() {
        swtpm = Swtpm.start(directory.resolve("tpm"));
    }

    @AfterEach
    void stop() {
        swtpm.close();
    }

    private KmsProvider provider(String... lines) throws IOException {
        List<String> all = new ArrayList<>(List.of(lines));
        all.add("home=" + directory.resolve("home"));
        all.add("tpm.device=" + swtpm.device());
        Path file = Files.write(directory.resolve("kms.properties"), all);
        return (KmsProvider) new KmsProvider().configure(file.toString());
    }

    private KeyStore keys(KmsProvider provider) throws Exception {
        KeyStore keys = KeyStore.getInstance("KMS", provider);
        keys.load(null, null);
        return keys;
    }

    private static CmkSpec aes() {
        return CmkSpec.builder(KeySpec.ALIYUN_AES_256).alias("orders").build();
    }

    @Test
    void tpmIsOnNoPathOfAnOperation() throws Exception {
        try (KmsProvider provider = provider("root=tpm")) {
            Kms.of(provider).createKey(aes());
            swtpm.powerOff();
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", provider);
            cipher.init(Cipher.ENCRYPT_MODE, keys(provider).getKey("orders", null));
            assertThat(cipher.doFinal(new byte[16])).hasSize(32);
        }
        try (KmsProvider again = provider("root=tpm")) {
            assertThatThrownBy(() -> Kms.of(again).describeKey("alias/orders"))
                    .isInstanceOf(KmsException.class)
                    .hasMessageContaining("nothing listens there");
            swtpm.powerOn();
            assertThat(Kms.of(again).describeKey("alias/orders").keySpec())
                    .isEqualTo(KeySpec.ALIYUN_AES_256);
        }
    }

    @Test
    void providerAndEntriesTellWhatProtectsTheStore() throws Exception {
        try (KmsProvider provider = provider("root=tpm", "tpm.pcrs=sha256:0,7")) {
            Kms.of(provider).createKey(aes());
            String expected = "TPM 2.0 " + swtpm.device() + ", sealed to this TPM, PCRs sha256:0,7";
            assertThat(provider.getProperty("RootOfTrust")).isEqualTo(expected);
            assertThat(keys(provider).getEntry("orders", null).getAttributes())
                    .filteredOn(attribute -> attribute.getName().equals("RootOfTrust"))
                    .extracting(KeyStore.Entry.Attribute::getValue)
                    .containsExactly(expected);
            assertThat(findings(provider)).contains(expected);
        }
        try (KmsProvider provider = provider("root=keyfile")) {
            assertThat(provider.getProperty("RootOfTrust")).isNull();
            assertThat(findings(provider)).contains("can be opened by: TPM 2.0");
        }
    }

    private static String findings(KmsProvider provider) {
        return Kms.of(provider).diagnose().findings().stream()
                .map(finding -> finding.text())
                .collect(Collectors.joining("\n"));
    }

    @Test
    void wrongPinInAProgramThatAsksForeverCountsOnce() throws Exception {
        Path pin = Files.writeString(directory.resolve("pin"), "1234");
        try (KmsProvider provider = provider("root=tpm", "tpm.auth=file:" + pin)) {
            Kms.of(provider).createKey(aes());
            assertThat(provider.getProperty("RootOfTrust")).endsWith("sealed to this TPM, PIN");
        }
        Files.writeString(pin, "4321");
        try (KmsProvider provider = provider("root=tpm", "tpm.auth=file:" + pin)) {
            for (int i = 0; i < 20; i++) {
                assertThatThrownBy(() -> Kms.of(provider).describeKey("alias/orders"))
                        .isInstanceOf(KmsException.class)
                        .hasMessageContaining("tpm.auth");
            }
            assertThat(lockoutCounter()).isEqualTo("0x1");
            Files.writeString(pin, "1234");
            assertThat(Kms.of(provider).describeKey("alias/orders")).isNotNull();
        }
    }

    private String lockoutCounter() throws Exception {
        return swtpm.tool("tpm2_getcap", "properties-variable")
                .lines()
                .filter(line -> line.startsWith("TPM2_PT_LOCKOUT_COUNTER"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void randomNumbersOfTheTpmAreThereWhereTheyAreAskedFor() throws Exception {
        try (KmsProvider without = provider("root=keyfile")) {
            assertThatThrownBy(() -> SecureRandom.getInstance("KMS-TPM", without))
                    .isInstanceOf(NoSuchAlgorithmException.class);
        }
        try (KmsProvider provider = provider("root=keyfile", "tpm.random=true")) {
            SecureRandom random = SecureRandom.getInstance("KMS-TPM", provider);
            byte[] one = new byte[64];
            byte[] other = new byte[64];
            random.nextBytes(one);
            random.nextBytes(other);
            assertThat(one).isNotEqualTo(other).isNotEqualTo(new byte[64]);
            assertThat(random.getAlgorithm()).isEqualTo("KMS-TPM");
            assertThat(random.generateSeed(20)).hasSize(20);
            assertThat(Kms.of(provider).createKey(CmkSpec.of(KeySpec.EC_P256))).isNotNull();

            // A TPM that is gone is told in the log: no program may break over it.
            swtpm.powerOff();
            for (int i = 0; i < 1100; i++) {
                random.nextBytes(one);
            }
            assertThat(SecureRandom.getInstance("KMS-TPM", provider)).isNotNull();
        }
    }

    @Test
    void programsThatNameNoGeneratorGetTheJdksWhereTheProviderStandsFirst() throws Exception {
        try (KmsProvider provider = provider("root=tpm", "tpm.random=true")) {
            Security.insertProviderAt(provider, 1);
            try {
                assertThat(new SecureRandom().getProvider().getName()).isEqualTo("SUN");
                assertThat(SecureRandom.getInstance("KMS-TPM").getProvider()).isSameAs(provider);
                assertThat(SecureRandom.getInstance("KMS").getProvider()).isSameAs(provider);
                assertThat(Kms.of(provider).createKey(aes())).isNotNull();
                assertThat(Kms.of(provider).generateRandom(20)).hasSize(20);
            } finally {
                Security.removeProvider(provider.getName());
            }
        }
    }
}
