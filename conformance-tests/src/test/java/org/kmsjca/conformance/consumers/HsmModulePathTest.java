package org.kmsjca.conformance.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.KeySpec;
import org.kmsjca.testing.SoftHsm;
import org.xipki.pkcs11.wrapper.PKCS11Module;

/** Keys in a token, used by programs on the module path. */
class HsmModulePathTest {
    private static final String ADD_WRAPPER = "--add-modules=ipkcs11wrapper";

    private final Path directory;
    private KmsHome home;
    private Path securityFile;

    HsmModulePathTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @BeforeEach
    void makeKey() throws Exception {
        List<String> settings = new ArrayList<>(List.of("protection=HSM"));
        settings.addAll(List.of(SoftHsm.token(SoftHsm.SUITE).settings()));
        home = new KmsHome(directory.resolve("kms"), settings.toArray(String[]::new));
        home.createWithCertificate("signing", KeySpec.EC_P256);
        securityFile = home.securityFile(SecurityFile.PREFERRED);
    }

    @AfterEach
    void close() {
        home.close();
    }

    private static String modules() throws URISyntaxException {
        String wrapper =
                Path.of(
                                PKCS11Module.class
                                        .getProtectionDomain()
                                        .getCodeSource()
                                        .getLocation()
                                        .toURI())
                        .toString();
        return JarPath.modules() + File.pathSeparator + wrapper;
    }

    /** As the README tells. */
    private static List<String> nativeAccess() {
        return Runtime.version().feature() < 22
                ? List.of()
                : List.of(
                        "--enable-native-access=org.kmsjca.provider,ipkcs11wrapper,org.xerial.sqlitejdbc");
    }

    private Outcome java(List<String> options) throws Exception {
        List<String> command = new ArrayList<>(List.of(JarPath.executable("java")));
        command.addAll(JarPath.quickStart());
        command.add("-Djava.security.properties=" + securityFile);
        command.addAll(nativeAccess());
        command.addAll(options);
        return Processes.run(directory, command);
    }

    private static void assertSigned(Outcome outcome, String program) {
        assertThat(outcome.printed())
                .as("%s", outcome)
                .isEqualToNormalizingNewlines(
                        """
                        program\t%s
                        module\torg.kmsjca.provider
                        signature\tKMS
                        wrapper\tipkcs11wrapper
                        """
                                .formatted(program));
    }

    @Test
    void programThatIsAModuleSigns() throws Exception {
        assertSigned(
                java(
                        List.of(
                                "-p",
                                modules() + File.pathSeparator + application(),
                                ADD_WRAPPER,
                                "-m",
                                "application/" + HsmProgram.class.getName())),
                "application");
    }

    @Test
    void programOnTheClassPathSignsByTheModulePath() throws Exception {
        assertSigned(
                java(
                        List.of(
                                "-p",
                                modules(),
                                ADD_WRAPPER,
                                "-cp",
                                JarPath.programs(),
                                HsmProgram.class.getName())),
                "null");
    }

    @Test
    void whatToAddIsSaidWhereTheWrapperIsNoModuleOfTheProgram() throws Exception {
        Answers answers =
                Answers.of(
                        java(
                                List.of(
                                        "-p",
                                        modules() + File.pathSeparator + application(),
                                        "-m",
                                        "application/" + HsmProgram.class.getName())));

        assertThat(answers.to("wrapper")).isEqualTo("none");
        assertThat(answers.to("signature"))
                .contains("on the module path add --add-modules ipkcs11wrapper");
    }

    @Test
    void keytoolMakesItsKeyInTheToken() throws Exception {
        List<String> keytool = new ArrayList<>(JarPath.plainTool("keytool"));
        keytool.add("-J--module-path=" + modules());
        keytool.add("-J" + ADD_WRAPPER);
        keytool.add("-J-Djava.security.properties=" + securityFile);
        nativeAccess().forEach(option -> keytool.add("-J" + option));
        keytool.addAll(List.of("-genkeypair", "-keystore", "NONE", "-storetype", "KMS"));
        keytool.addAll(List.of("-providerName", "KMS", "-storepass", "unused", "-alias", "web"));
        keytool.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=web"));

        Processes.succeed(directory, keytool);

        assertThat(home.kms().describeKey("alias/web").protectionLevel()).hasToString("HSM");
    }

    /** A jar with a descriptor of its own, which requires nothing but the JDK's base. */
    private Path application() throws Exception {
        Path source =
                Files.writeString(directory.resolve("module-info.java"), "module application {}");
        Path classes = directory.resolve("classes");
        Processes.succeed(
                directory,
                List.of(JarPath.executable("javac"), "-d", classes.toString(), source.toString()));
        return ProgramJar.write(
                directory.resolve("application.jar"),
                HsmProgram.class,
                classes.resolve("module-info.class"));
    }
}
