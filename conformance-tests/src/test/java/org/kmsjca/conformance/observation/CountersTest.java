package org.kmsjca.conformance.observation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.util.Map;
import java.util.Set;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.KeySpec;
import org.kmsjca.OperationsMXBean;
import org.kmsjca.ProtectionLevel;
import org.kmsjca.SigningAlgorithm;
import org.kmsjca.conformance.support.KmsUnderTest;

/** The counters, as JMX shows them. */
@Tag("once")
class CountersTest {
    @TempDir private Path directory;

    private KmsUnderTest open(String... settings) {
        return KmsUnderTest.open(ProtectionLevel.SOFTWARE, directory, settings);
    }

    private Set<ObjectName> shown(MBeanServer server) throws Exception {
        String store = ObjectName.quote(directory.resolve("home/kms.db").toString());
        return server.queryNames(
                new ObjectName("org.kmsjca:type=Operations,store=" + store + ",*"), null);
    }

    @Test
    void countersAreShownWhereJmxRunsAndEndWithTheKms() throws Exception {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        try (KmsUnderTest kms = open("jmx=auto")) {
            kms.create("aes", KeySpec.ALIYUN_AES_256);
            Cipher cipher = kms.cipher("AES/GCM/NoPadding");
            var handle = kms.handle("aes");
            for (int i = 0; i < 5; i++) {
                cipher.init(Cipher.ENCRYPT_MODE, handle);
                cipher.doFinal(new byte[10]);
            }
            cipher.init(Cipher.DECRYPT_MODE, handle, new GCMParameterSpec(128, new byte[12]));
            assertThatThrownBy(() -> cipher.doFinal(new byte[40]))
                    .isInstanceOf(AEADBadTagException.class);
            kms.kms().disableKey(kms.keyId("aes"));
            assertThatThrownBy(() -> cipher.init(Cipher.ENCRYPT_MODE, handle))
                    .isInstanceOf(InvalidKeyException.class);

            assertThat(shown(server)).hasSize(1);
            ObjectName name = shown(server).iterator().next();
            assertThat(server.getAttribute(name, "Operations")).isEqualTo(5L);
            assertThat(server.getAttribute(name, "Failures")).isEqualTo(1L);
            OperationsMXBean bean = JMX.newMXBeanProxy(server, name, OperationsMXBean.class);
            assertThat(bean.getOperationsByCall()).isEqualTo(Map.of("Encrypt", 5L));
            assertThat(bean.getRefusals()).isEqualTo(1);
            assertThat(bean.getSessionWaits()).isZero();
            assertThat(bean.getSessionWaitMillis()).isZero();
            assertThat(bean.getMaterialCacheMisses()).isEqualTo(1);
            assertThat(bean.getMaterialCacheHits()).isEqualTo(5);
            assertThat(kms.kms().operations().getOperations()).isEqualTo(5);
        }
        assertThat(shown(server)).isEmpty();
    }

    /** What a public key does is an operation, and asks for no material. */
    @Test
    void usesOfAPublicKeyAreNoHitsOfTheMaterialCache() throws Exception {
        try (KmsUnderTest kms = open()) {
            kms.create("ec", KeySpec.EC_P256);
            SigningAlgorithm ecdsa = SigningAlgorithm.ECDSA_SHA_256;
            kms.kms().asymmetricVerify("alias/ec", ecdsa, new byte[32], new byte[70]);
            OperationsMXBean operations = kms.kms().operations();
            assertThat(operations.getOperationsByCall()).isEqualTo(Map.of("AsymmetricVerify", 1L));
            assertThat(operations.getMaterialCacheHits()).isZero();
            assertThat(operations.getMaterialCacheMisses()).isZero();
        }
    }

    @Test
    void twoConfigurationsOfOneStoreAreBothShown() throws Exception {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        try (KmsUnderTest first = open();
                KmsUnderTest shared = KmsUnderTest.of(first.configuration());
                KmsUnderTest second = KmsUnderTest.of(other(first.configuration()))) {
            first.create("aes", KeySpec.ALIYUN_AES_256);
            shared.keyId("aes");
            assertThat(shown(server)).hasSize(1);
            second.keyId("aes");
            assertThat(shown(server)).hasSize(2);
        }
        assertThat(shown(server)).isEmpty();
    }

    /** The same store, with another setting. */
    private static Path other(Path configuration) throws IOException {
        return Files.writeString(
                configuration.resolveSibling("other.properties"),
                Files.readString(configuration) + "software.cache=7\n");
    }

    @Test
    void nothingIsShownWhenItIsOff() throws Exception {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        try (KmsUnderTest kms = open("jmx=off")) {
            kms.create("aes", KeySpec.ALIYUN_AES_256);
            assertThat(shown(server)).isEmpty();
        }
    }
}
