package org.kmsjca.conformance.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.kmsjca.conformance.support.Distribution;

/**
 * One {@code bash} in a directory that looks like a clone and has {@code lib} and {@code conf} of
 * the distribution, with a home of its own. {@code kms} is the command of the distribution.
 */
final class PageShell implements AutoCloseable {
    private static final String END = "=== end of a block";
    private static final long PATIENCE_IN_SECONDS = 300;
    private static final String LIB = "lib";
    private static final String CONF = "conf";
    private static final String SCRIPTS = ".ci";
    private static final List<String> FILES =
            List.of("pom.xml", "README.md", "java.security.sample", "LICENSE", "provider/pom.xml");

    private final Path directory;

    PageShell(Path directory) throws IOException {
        this.directory = directory;
        Path root = Repository.root();
        Files.createSymbolicLink(directory.resolve(SCRIPTS), root.resolve(SCRIPTS));
        Files.createDirectories(directory.resolve("provider/src"));
        for (String name : FILES) {
            Files.copy(
                    root.resolve(name),
                    directory.resolve(name),
                    StandardCopyOption.COPY_ATTRIBUTES);
        }
        // After its sources, so that .ci/demo takes it and builds none.
        Path archive = Distribution.archive();
        Path target = Files.createDirectory(directory.resolve("provider/target"));
        Files.createSymbolicLink(target.resolve(archive.getFileName()), archive);
        Files.createDirectories(directory.resolve("home/.kms"));
        for (String name : List.of(LIB, CONF)) {
            Files.createSymbolicLink(directory.resolve(name), Distribution.home().resolve(name));
        }
    }

    /** What a program that uses the provider is compiled with. */
    static String classPath() {
        return Distribution.home().resolve(LIB).resolve("kms-jca-provider.jar").toString();
    }

    /**
     * Runs scripts one after the other; each must succeed, line by line.
     *
     * @return what each printed on standard output, by line
     */
    List<List<String>> run(List<String> scripts) throws IOException, InterruptedException {
        Path script = directory.resolve("home/page.sh");
        Path out = directory.resolve("home/stdout");
        Path err = directory.resolve("home/stderr");
        Files.writeString(
                script,
                beginning() + String.join("", scripts.stream().map(PageShell::ended).toList()));
        ProcessBuilder builder =
                new ProcessBuilder("bash", script.toString())
                        .directory(directory.toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        environment(builder);
        Process process = builder.start();
        process.getOutputStream().close();
        boolean ended = process.waitFor(PATIENCE_IN_SECONDS, TimeUnit.SECONDS);
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        List<List<String>> printed = byBlock(Files.readAllLines(out));
        String failed = printed.size() < scripts.size() ? scripts.get(printed.size()) : "";
        assertThat(ended && process.exitValue() == 0)
                .as(
                        "%s%nfailed (bash .ci/setup test installs what it needs):%n%s%n%s",
                        failed, Files.readString(out), Files.readString(err))
                .isTrue();
        return printed;
    }

    private static String beginning() {
        return "set -eu\ntrap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n";
    }

    private static String ended(String script) {
        return script + "echo '" + END + "'\n";
    }

    private void environment(ProcessBuilder process) {
        Distribution.putOnPath(process);
        Path home = directory.resolve("home");
        Path tools = Path.of(System.getProperty("java.home"), "bin");
        Map<String, String> variables = process.environment();
        variables.keySet().removeAll(List.of("_JAVA_OPTIONS", "SOFTHSM2_CONF"));
        variables.put("HOME", home.toString());
        variables.merge("PATH", tools.toString(), (old, jdk) -> jdk + File.pathSeparator + old);
        // Java takes the home directory from the user database. The rest halves the start.
        variables.put(
                "JAVA_TOOL_OPTIONS",
                "-Duser.home="
                        + home
                        + " -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Duser.language=en");
    }

    private static List<List<String>> byBlock(List<String> lines) {
        List<List<String>> blocks = new ArrayList<>();
        List<String> block = new ArrayList<>();
        for (String line : lines) {
            if (line.equals(END)) {
                blocks.add(block);
                block = new ArrayList<>();
            } else {
                block.add(line);
            }
        }
        return blocks;
    }

    /** Removes the links, so that nobody who empties the directory can follow them. */
    @Override
    public void close() throws IOException {
        Files.deleteIfExists(directory.resolve(LIB));
        Files.deleteIfExists(directory.resolve(CONF));
        Files.deleteIfExists(directory.resolve(SCRIPTS));
    }
}
