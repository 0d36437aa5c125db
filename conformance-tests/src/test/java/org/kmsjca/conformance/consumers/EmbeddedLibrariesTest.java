package org.kmsjca.conformance.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our jars have the classes of other libraries that they need, under names of ours. */
@Tag("once")
class EmbeddedLibrariesTest {
    private static final String OLD =
            Objects.requireNonNull(
                    System.getProperty("kms.old.bouncycastle"), "-Dkms.old.bouncycastle");

    @TempDir private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"kms.provider.jar", "kms.cli.jar"})
    void jarHasThemUnderOurNamesWithTheirLicences(String property) throws Exception {
        try (JarFile jar = new JarFile(System.getProperty(property))) {
            List<String> names = jar.stream().map(ZipEntry::getName).toList();
            assertThat(names)
                    .contains(
                            "META-INF/LICENSE",
                            "META-INF/NOTICE",
                            "META-INF/licenses/bouncycastle.md",
                            "org/kmsjca/internal/bouncycastle/crypto/signers/ECDSASigner.class")
                    .noneMatch(name -> name.matches("(META-INF/versions/[0-9]+/)?org/bouncy.*"))
                    .noneMatch(name -> name.matches(".*/bouncycastle/jc(e|ajce)/.*"));
            String notice;
            try (InputStream in = jar.getInputStream(jar.getEntry("META-INF/NOTICE"))) {
                notice = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
            assertThat(notice).containsPattern("Bouncy Castle [0-9.]+ ").doesNotContain("${");
        }
    }

    @Test
    void classPathOfAProgramHasOurJarAndSqlitesOnly() {
        assertThat(JarPath.jars().split(File.pathSeparator))
                .satisfiesExactly(
                        ours -> assertThat(ours).contains("kms-jca-provider"),
                        sqlite -> assertThat(sqlite).contains("sqlite-jdbc"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void olderBouncyCastleBeforeOrBehindOurJarIsNotInTheWay(boolean before) throws Exception {
        List<String> path = new ArrayList<>(List.of(JarPath.jars(), JarPath.programs()));
        path.add(before ? 0 : path.size(), OLD);
        try (KmsHome home = new KmsHome(directory)) {
            List<String> command = new ArrayList<>(List.of(JarPath.executable("java")));
            command.addAll(JarPath.quickStart());
            command.add("-Djava.security.properties=" + home.securityFile(SecurityFile.PREFERRED));
            command.addAll(List.of("-cp", String.join(File.pathSeparator, path)));
            command.add(OldBouncyCastleProgram.class.getName());

            Answers answers = Answers.of(Processes.run(directory, command));

            assertThat(answers.to("Bouncy Castle")).isEqualTo("1.7");
            for (String kind : OldBouncyCastleProgram.KINDS) {
                assertThat(answers.to(kind)).isEqualTo("works");
            }
        }
    }
}
