package org.kmsjca.conformance.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A class of another place that calls itself one of a package of ours compiles against what is
 * package-private, and is not loaded beside the provider's jar.
 */
class SealedPackagesTest {
    private static final String JAR = System.getProperty("kms.provider.jar");
    private static final String REACHED = "reached";

    @TempDir private Path directory;

    @BeforeEach
    void compile() throws IOException {
        write(
                "org/kmsjca/kms/Intruder.java",
                """
                package org.kmsjca.kms;

                public class Intruder {
                    public static void main(String[] arguments) {
                        System.out.println("reached " + KmsErrors.invalid("it"));
                    }
                }
                """);
        write(
                "other/Program.java",
                """
                package other;

                public class Program {
                    public static void main(String[] arguments) {
                        System.out.println(org.kmsjca.kms.KmsCall.ENCRYPT);
                        if (arguments.length > 0) {
                            org.kmsjca.kms.Intruder.main(arguments);
                        }
                    }
                }
                """);
        int result =
                ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "-proc:none",
                                "-cp",
                                JAR,
                                "-d",
                                directory.toString(),
                                directory.resolve("org/kmsjca/kms/Intruder.java").toString(),
                                directory.resolve("other/Program.java").toString());
        assertThat(result).as("javac").isZero();
    }

    private void write(String file, String text) throws IOException {
        Path path = directory.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private static String run(String classPath, String... command) throws IOException {
        var process =
                new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java") + "");
        process.command().addAll(List.of("-cp", classPath));
        process.command().addAll(List.of(command));
        try (var output = process.redirectErrorStream(true).start().inputReader()) {
            return String.join("\n", output.lines().toList());
        }
    }

    @Test
    void strangerInAPackageOfOursIsNotLoaded() throws IOException {
        String last = JAR + File.pathSeparator + directory;
        String first = directory + File.pathSeparator + JAR;
        for (String classPath : List.of(last, first)) {
            assertThat(run(classPath, "org.kmsjca.kms.Intruder"))
                    .contains("sealing violation")
                    .doesNotContain(REACHED);
            assertThat(run(classPath, "other.Program", "intrude"))
                    .contains("sealing violation")
                    .doesNotContain(REACHED);
            assertThat(run(classPath, "other.Program")).contains("Encrypt");
        }
    }
}
