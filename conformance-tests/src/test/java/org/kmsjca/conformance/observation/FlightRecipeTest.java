package org.kmsjca.conformance.observation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The recipe of the README, run as it stands there. */
class FlightRecipeTest {
    private static final String BEGIN = "<!-- jfr recipe: a test runs these lines -->";
    private static final String END = "<!-- end of jfr recipe -->";

    private final Path jar =
            Path.of(Objects.requireNonNull(System.getProperty("kms.cli.jar"), "-Dkms.cli.jar"))
                    .toAbsolutePath();

    @TempDir private Path directory;

    @Test
    void recipeOfTheReadmeShowsOperations() throws Exception {
        Path readme = readme();
        Files.createDirectories(directory.resolve("provider/target"));
        Files.createSymbolicLink(directory.resolve("provider/target/kms.jar"), jar);
        Files.copy(readme, directory.resolve("README.md"));

        String shown = shell(recipe(Files.readString(readme)));

        assertThat(shown)
                .contains("org.kmsjca.Encrypt {")
                .contains("algorithm = \"AES/GCM/NoPadding\"")
                .contains("org.kmsjca.Sign {")
                .contains("outcome = \"OK\"");
    }

    private Path readme() {
        Path folder = jar;
        while (!Files.exists(folder.resolve("README.md"))) {
            folder = Objects.requireNonNull(folder.getParent(), "README.md above " + jar);
        }
        return folder.resolve("README.md");
    }

    private static String recipe(String readme) {
        int begin = readme.indexOf(BEGIN) + BEGIN.length();
        List<String> lines = readme.substring(begin, readme.indexOf(END)).lines().toList();
        assertThat(lines).hasSizeGreaterThan(2);
        return String.join("\n", lines);
    }

    private String shell(String script) throws Exception {
        Path output = directory.resolve("output");
        ProcessBuilder builder =
                new ProcessBuilder("sh", "-e", "-c", script)
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        String tools = Path.of(System.getProperty("java.home"), "bin").toString();
        builder.environment()
                .merge("PATH", tools, (path, ours) -> ours + File.pathSeparator + path);
        builder.environment().put("JAVA_TOOL_OPTIONS", "-Duser.home=" + directory);
        Process process = builder.start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        String said = Files.readString(output, StandardCharsets.UTF_8);
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }
}
