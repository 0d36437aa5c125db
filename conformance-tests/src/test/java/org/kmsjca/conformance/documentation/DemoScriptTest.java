package org.kmsjca.conformance.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.conformance.support.Distribution;

/** {@code .ci/demo} in a fresh clone, which has no target directory; a script stands for Maven. */
@Tag("once")
class DemoScriptTest {
    @TempDir private Path clone;

    @BeforeEach
    void copySources() throws IOException {
        for (String name :
                List.of(
                        "pom.xml",
                        "provider/pom.xml",
                        "java.security.sample",
                        "README.md",
                        ".ci/demo",
                        ".ci/setup")) {
            Files.createDirectories(clone.resolve(name).getParent());
            Files.copy(Repository.root().resolve(name), clone.resolve(name));
        }
        for (String name : List.of("main", "build", "distribution")) {
            Files.createDirectories(clone.resolve("provider/src").resolve(name));
        }
    }

    private String demo(String maven, int exitCode) throws IOException, InterruptedException {
        Path mvn = Files.createDirectory(clone.resolve("bin")).resolve("mvn");
        Files.writeString(mvn, "#!/bin/sh\n" + maven + "\n");
        assertThat(mvn.toFile().setExecutable(true)).isTrue();
        Path printed = clone.resolve("printed");
        ProcessBuilder builder =
                new ProcessBuilder("bash", ".ci/demo", "README.md")
                        .directory(clone.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(printed.toFile());
        Distribution.putOnPath(builder);
        builder.environment().put("HOME", clone.toString());
        builder.environment()
                .merge(
                        "PATH",
                        mvn.getParent().toString(),
                        (old, bin) -> bin + File.pathSeparator + old);
        Process process = builder.start();
        process.getOutputStream().close();
        int ended = process.waitFor();
        String text = Files.readString(printed);
        assertThat(ended).as(text).isEqualTo(exitCode);
        return text;
    }

    @Test
    void freshCloneIsBuiltAndRun() throws Exception {
        String maven =
                "mkdir -p provider/target && cp '" + Distribution.archive() + "' provider/target/";
        assertThat(demo(maven, 0))
                .contains("building the distribution", "s  kms demo README.md", "kms key list");
    }

    @Test
    void failedBuildIsTold() throws Exception {
        assertThat(demo("echo '[ERROR] no network'; exit 1", 1))
                .contains("building the distribution", "[ERROR] no network")
                .doesNotContain("kms demo");
    }
}
