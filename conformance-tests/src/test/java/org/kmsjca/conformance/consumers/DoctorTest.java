package org.kmsjca.conformance.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kms doctor} in a JVM with a java.security and a class path of a user's own. */
@Tag("once")
class DoctorTest {
    private static final String KMS_JAR =
            Objects.requireNonNull(System.getProperty("kms.cli.jar"), "-Dkms.cli.jar");

    private KmsHome home;

    @BeforeEach
    void open(@TempDir Path directory) throws Exception {
        home = new KmsHome(directory);
    }

    @AfterEach
    void close() {
        home.close();
    }

    private Outcome doctor(Path securityFile, String classPath) throws Exception {
        List<String> command = new ArrayList<>(List.of(JarPath.executable("java")));
        command.addAll(JarPath.quickStart());
        command.add("-Djava.security.properties=" + securityFile);
        command.addAll(List.of("-cp", classPath, "org.kmsjca.cli.KmsCommand", "doctor"));
        command.addAll(List.of("--config", home.configuration().toString()));
        return Processes.run(home.directory(), command);
    }

    private static String bouncyCastleJar() {
        return BouncyCastleProvider.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath();
    }

    @Test
    void findsNothingToMendWhenTheProviderIsLastAndOurJarFirst() throws Exception {
        Outcome outcome = doctor(home.securityFile(SecurityFile.PREFERRED), KMS_JAR);

        assertThat(outcome.succeeded()).as("%s", outcome).isTrue();
        assertThat(outcome.printed())
                .contains("KMS is last, at 13")
                .contains("our jar stands before other providers' jars")
                .containsPattern("Bouncy Castle [0-9.]+, TSS.Java [0-9.]+")
                .doesNotContain("PROBLEM")
                .doesNotContain("ADVICE");
    }

    @Test
    void findsTheGapThatEndsTheList() throws Exception {
        int next = SecurityFile.jdkProviders().size() + 1;
        Path gap =
                SecurityFile.write(
                        home.directory().resolve("gap"),
                        List.of(SecurityFile.line(next + 1, "KMS /etc/kms/kms.properties")),
                        SecurityFile.PREFERRED);

        Outcome outcome = doctor(gap, KMS_JAR);

        assertThat(outcome.exitCode()).as("%s", outcome).isEqualTo(1);
        assertThat(outcome.printed())
                .contains("the provider is not registered in this JVM")
                .contains("is ignored, because there is no security.provider." + next + ": a gap")
                .contains("-> write security.provider." + next + "=KMS /etc/kms/kms.properties");
    }

    @Test
    void findsOtherProvidersBeforeOurJar() throws Exception {
        Outcome outcome =
                doctor(
                        home.securityFile(SecurityFile.PREFERRED),
                        bouncyCastleJar() + File.pathSeparator + KMS_JAR);

        assertThat(outcome.succeeded()).as("%s", outcome).isTrue();
        assertThat(outcome.printed())
                .contains("[org.bouncycastle.jce.provider.BouncyCastleProvider")
                .contains("-> put the KMS provider's jar first on the class path");
    }

    @Test
    void findsThatAnotherProviderStandsBehind() throws Exception {
        Path first =
                SecurityFile.write(
                        home.directory().resolve("first"),
                        SecurityFile.first("KMS " + home.configuration()));

        Outcome outcome = doctor(first, KMS_JAR);

        assertThat(outcome.succeeded()).as("%s", outcome).isTrue();
        assertThat(outcome.printed()).contains("KMS is at 1 of 13").contains("-> put it last");
    }

    @Test
    void findsThatTheSecurityFileIsMissing() throws Exception {
        Outcome outcome = doctor(home.directory().resolve("nowhere"), KMS_JAR);

        assertThat(outcome.exitCode()).as("%s", outcome).isEqualTo(1);
        assertThat(outcome.printed())
                .contains("nowhere of -Djava.security.properties does not exist");
    }
}
