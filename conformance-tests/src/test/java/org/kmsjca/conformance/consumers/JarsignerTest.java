package org.kmsjca.conformance.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.KeySpec;

/** jarsigner with keys of the KMS; its own verification knows nothing of us. */
class JarsignerTest {
    private static KmsHome home;
    private static JdkTool jarsigner;

    @BeforeAll
    static void createKeys(@TempDir Path directory) throws Exception {
        home = new KmsHome(directory);
        home.createWithCertificate("rsa", KeySpec.RSA_2048);
        home.createWithCertificate("ec", KeySpec.EC_P256);
        jarsigner = JdkTool.registered("jarsigner", JarPath.CLASS_PATH, home);
    }

    @AfterAll
    static void close() {
        home.close();
    }

    private static Path unsigned(String name) throws Exception {
        return SignedJar.unsigned(home.directory().resolve(name));
    }

    private static String verification(Path jar) throws Exception {
        JdkTool plain = new JdkTool(home.directory(), JarPath.plainTool("jarsigner"));
        return plain.succeed("-verify", "-verbose", "-certs", jar.toString());
    }

    @Test
    void signsWithAnRsaCmk() throws Exception {
        Path jar = unsigned("rsa.jar");
        jarsigner.succeed(
                "-keystore", "NONE", "-storetype", "KMS", "-storepass", "unused", "" + jar, "rsa");

        assertThat(verification(jar)).contains("jar verified.", "CN=rsa", "withRSA, 2048-bit");
    }

    @Test
    void signsWithAnEcCmkThroughADescriptorFile() throws Exception {
        Path jar = unsigned("ec.jar");
        jarsigner.succeed(
                "-keystore",
                "" + home.descriptorOf("ec"),
                "-storetype",
                "KMS",
                "-storepass",
                "unused",
                "" + jar,
                "ec");

        assertThat(verification(jar)).contains("jar verified.", "CN=ec", "withECDSA, 256-bit");
    }

    @Test
    void signsWithPss() throws Exception {
        Path jar = unsigned("pss.jar");
        jarsigner.succeed(
                "-keystore",
                "NONE",
                "-storetype",
                "KMS",
                "-storepass",
                "unused",
                "-sigalg",
                "RSASSA-PSS",
                "" + jar,
                "rsa");

        assertThat(verification(jar)).contains("jar verified.", "CN=rsa", "RSASSA-PSS");
    }

    @Test
    void signsWithAddproviderAndTheModulePath() throws Exception {
        Path jar = unsigned("module.jar");
        List<String> start = JarPath.MODULE_PATH.tool("jarsigner");
        new JdkTool(home.directory(), start)
                .succeed(
                        "-keystore",
                        "NONE",
                        "-storetype",
                        "KMS",
                        "-storepass",
                        "unused",
                        "-addprovider",
                        "KMS",
                        "-providerarg",
                        "" + home.configuration(),
                        "" + jar,
                        "ec");

        assertThat(verification(jar)).contains("jar verified.", "CN=ec");
    }

    @Test
    void saysThatTheKeyIsDisabled() throws Exception {
        String keyId = home.createWithCertificate("disabled", KeySpec.EC_P256);
        home.kms().disableKey(keyId);

        assertThat(
                        jarsigner.fail(
                                "-keystore",
                                "NONE",
                                "-storetype",
                                "KMS",
                                "-storepass",
                                "unused",
                                "" + unsigned("disabled.jar"),
                                "disabled"))
                .contains("unable to sign jar: ", "Rejected.Disabled", "'disabled' (" + keyId);
    }
}
