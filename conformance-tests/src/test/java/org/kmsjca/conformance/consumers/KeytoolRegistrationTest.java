package org.kmsjca.conformance.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kmsjca.KeySpec;

/** The ways to make the provider known to keytool, which are those of jarsigner too. */
class KeytoolRegistrationTest {
    private static KmsHome home;

    @BeforeAll
    static void createKey(@TempDir Path directory) throws Exception {
        home = new KmsHome(directory);
        home.create("registered", KeySpec.EC_P256);
    }

    @AfterAll
    static void close() {
        home.close();
    }

    private static JdkTool keytool(List<String> start) {
        return new JdkTool(home.directory(), start);
    }

    private static void assertLists(JdkTool keytool, String... registration) throws Exception {
        assertThat(keytool.succeed(list(registration)))
                .contains("Keystore provider: KMS", "registered, ");
    }

    private static String[] list(String... registration) {
        List<String> command = new ArrayList<>(List.of("-list", "-keystore", "NONE"));
        command.addAll(List.of("-storetype", "KMS", "-protected"));
        command.addAll(List.of(registration));
        return command.toArray(new String[0]);
    }

    @ParameterizedTest
    @EnumSource
    void securityPropertiesFile(JarPath path) throws Exception {
        assertLists(JdkTool.registered("keytool", path, home));
    }

    @ParameterizedTest
    @EnumSource
    void addproviderWithTheConfiguration(JarPath path) throws Exception {
        assertLists(
                keytool(path.tool("keytool")),
                "-addprovider",
                "KMS",
                "-providerarg",
                home.configuration().toString());
    }

    @ParameterizedTest
    @EnumSource
    void providerclassWithTheConfiguration(JarPath path) throws Exception {
        assertLists(
                keytool(path.tool("keytool")),
                "-providerclass",
                "org.kmsjca.KmsProvider",
                "-providerarg",
                home.configuration().toString());
    }

    @Test
    void providerpathWithoutOurJarsOnAnyOtherPath() throws Exception {
        List<String> start = JarPath.plainTool("keytool");
        start.add("-J--add-modules=java.sql");

        assertLists(
                keytool(start),
                "-providerclass",
                "org.kmsjca.KmsProvider",
                "-providerarg",
                home.configuration().toString(),
                "-providerpath",
                JarPath.jars());
    }

    @Test
    void registrationLeavesOtherKeystoresToTheJdk() throws Exception {
        Path pkcs12 = home.directory().resolve("ordinary.p12");
        JdkTool.registered("keytool", JarPath.CLASS_PATH, home)
                .succeed(
                        "-genkeypair",
                        "-alias",
                        "ec",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=ordinary",
                        "-keystore",
                        "" + pkcs12,
                        "-storepass",
                        "changeit");

        KeyStore keys = KeyStore.getInstance(pkcs12.toFile(), Https.PASSWORD);
        assertThat(keys.getKey("ec", Https.PASSWORD).getFormat()).isEqualTo("PKCS#8");
    }

    @Test
    void classPathWithoutTheModuleJavaSqlIsToldWithItsRemedy() throws Exception {
        List<String> start = JarPath.plainTool("keytool");
        start.addAll(List.of("-J-cp", "-J" + JarPath.jars()));

        assertThat(
                        keytool(start)
                                .fail(
                                        list(
                                                "-addprovider",
                                                "KMS",
                                                "-providerarg",
                                                home.configuration().toString())))
                .contains("keytool error: java.io.IOException: InternalFailure: ")
                .contains("-J--add-modules=java.sql");
    }

    @Test
    void unusableConfigurationIsToldByItsName() throws Exception {
        Path missing = home.directory().resolve("missing.properties");

        assertThat(
                        keytool(JarPath.CLASS_PATH.tool("keytool"))
                                .fail(list("-addprovider", "KMS", "-providerarg", "" + missing)))
                .contains("keytool error: java.io.IOException: InvalidParameter: ")
                .contains(missing.toString());
    }
}
