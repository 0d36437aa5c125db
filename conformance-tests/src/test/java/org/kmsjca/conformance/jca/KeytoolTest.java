package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kmsjca.KeySpec;
import org.kmsjca.conformance.support.FreshKms;
import org.kmsjca.conformance.support.TestCertificates;
import org.kmsjca.conformance.support.TestKeys;

/** The JDK's keytool over a KMS with keys of every kind, certificates of theirs among them. */
class KeytoolTest extends FreshKms {
    private static final List<KeySpec> CERTIFIED =
            List.of(
                    KeySpec.RSA_2048,
                    KeySpec.EC_P256,
                    KeySpec.EC_SM2,
                    KeySpec.ED25519,
                    KeySpec.ML_DSA_65);

    private List<String> keytool(String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of("-J-cp", "-J" + System.getProperty("kms.classpath")));
        if (Runtime.version().feature() >= 22) {
            command.add("-J--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", "NONE", "-storetype", "KMS", "-protected"));
        command.addAll(
                List.of("-addprovider", "KMS", "-providerarg", kms().configuration().toString()));
        Path output = directory().resolve("keytool.out");
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        process.getOutputStream().close();
        int code = process.waitFor();
        List<String> lines = Files.readAllLines(output);
        assertThat(code).as(String.join("\n", lines)).isZero();
        return lines;
    }

    @ParameterizedTest
    @ValueSource(strings = {"-list", "-list -v", "-list -rfc"})
    void everyEntryIsListed(String command) throws Exception {
        for (KeySpec spec : CERTIFIED) {
            KeyPair pair = TestKeys.pair(spec);
            kms().importKey(
                            spec.toString(),
                            pair.getPrivate(),
                            TestCertificates.selfSigned(spec.toString(), pair));
        }
        kms().create("sm4", KeySpec.ALIYUN_SM4);
        kms().create("hmac", KeySpec.HMAC_SM3);
        kms().create("without-chain", KeySpec.EC_SM2);
        var trusted = kms().keyStore();
        KeyPair ca = TestKeys.newPair(KeySpec.EC_SM2);
        trusted.setCertificateEntry("trusted", TestCertificates.selfSigned("ca", ca));
        trusted.store(null, null);
        String listed = String.join("\n", keytool(command.split(" ")));
        for (KeySpec spec : CERTIFIED) {
            assertThat(listed).contains(spec.toString());
        }
        assertThat(listed).contains("sm4", "hmac", "without-chain", "trusted");
    }
}
