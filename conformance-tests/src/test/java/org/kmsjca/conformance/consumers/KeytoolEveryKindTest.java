package org.kmsjca.conformance.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kmsjca.KeySpec;
import org.kmsjca.ProtectionLevel;
import org.kmsjca.conformance.support.KmsUnderTest;
import org.kmsjca.conformance.support.TestKeys;

/** keytool over keys of every kind, with certificates that the JDK cannot parse among them. */
class KeytoolEveryKindTest {
    private static final List<KeySpec> CERTIFIED =
            List.of(
                    KeySpec.RSA_2048,
                    KeySpec.EC_P256,
                    KeySpec.EC_SM2,
                    KeySpec.ED25519,
                    KeySpec.ML_DSA_65);

    private static Path home;
    private static KmsUnderTest kms;

    @BeforeAll
    static void createKeys(@TempDir Path directory) throws Exception {
        home = directory;
        kms = KmsUnderTest.open(ProtectionLevel.SOFTWARE, directory);
        for (KeySpec spec : CERTIFIED) {
            kms.importForSigning(spec.toString(), TestKeys.pair(spec));
        }
        kms.create("sm4", KeySpec.ALIYUN_SM4);
        kms.create("hmac", KeySpec.HMAC_SM3);
        kms.create("without-chain", KeySpec.EC_SM2);
        KeyStore store = kms.keyStore();
        store.setCertificateEntry("trusted", store.getCertificate("EC_SM2"));
        store.store(null, null);
    }

    @AfterAll
    static void close() {
        kms.close();
    }

    private static String keytool(String command) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(command.split(" ")));
        arguments.addAll(List.of("-keystore", "NONE", "-storetype", "KMS", "-protected"));
        arguments.addAll(List.of("-addprovider", "KMS"));
        arguments.addAll(List.of("-providerarg", kms.configuration().toString()));
        return new JdkTool(home, JarPath.CLASS_PATH.tool("keytool"))
                .succeed(arguments.toArray(new String[0]));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-list", "-list -v", "-list -rfc"})
    void everyEntryIsListed(String command) throws Exception {
        String listed = keytool(command);
        for (KeySpec spec : CERTIFIED) {
            assertThat(listed).contains(spec.toString());
        }
        assertThat(listed).contains("sm4", "hmac", "without-chain", "trusted");
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA_2048", "EC_P256", "EC_SM2", "Ed25519", "ML_DSA_65", "trusted"})
    void certificateIsExported(String alias) throws Exception {
        assertThat(keytool("-exportcert -rfc -alias " + alias))
                .contains("-----BEGIN CERTIFICATE-----");
    }
}
