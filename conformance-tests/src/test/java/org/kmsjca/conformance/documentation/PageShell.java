package org.kmsjca.conformance.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.xipki.pkcs11.wrapper.PKCS11Module;

/**
 * One {@code bash} in a directory that looks like a clone and has the jars in {@code lib}, with a
 * home of its own. {@code kms} is the packaged command.
 */
final class PageShell implements AutoCloseable {
    private static final String END = "=== end of a block";
    private static final long PATIENCE_IN_SECONDS = 120;
    private static final List<String> LINKS = List.of(".ci", "provider", "conformance-tests");
    private static final List<String> FILES =
            List.of("pom.xml", "README.md", "java.security.sample", "LICENSE");

    private final Path directory;

    PageShell(Path directory) throws IOException {
        this.directory = directory;
        Path root = Repository.root();
        for (String name : LINKS) {
            Files.createSymbolicLink(directory.resolve(name), root.resolve(name));
        }
        for (String name : FILES) {
            Files.copy(
                    root.resolve(name),
                    directory.resolve(name),
                    StandardCopyOption.COPY_ATTRIBUTES);
        }
        Files.createDirectories(directory.resolve("home/.kms"));
        Path lib = Files.createDirectory(directory.resolve("lib"));
        for (String jar : classPath().split(File.pathSeparator)) {
            Path file = Path.of(jar);
            Files.createSymbolicLink(lib.resolve(file.getFileName()), file);
        }
    }

    /** What a program has that uses the provider. */
    static String classPath() {
        return Objects.requireNonNull(System.getProperty("kms.classpath"), "-Dkms.classpath");
    }

    private static Path wrapper() {
        try {
            return Path.of(
                    PKCS11Module.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
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
        environment(builder.environment());
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
        return "set -eu\n"
                + "trap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n"
                + "kms() { java -jar '"
                + Repository.commandJar()
                + "' \"$@\"; }\n";
    }

    private static String ended(String script) {
        return script + "echo '" + END + "'\n";
    }

    private void environment(Map<String, String> variables) {
        variables
                .keySet()
                .removeAll(
                        List.of(
                                "KMS_CONFIG",
                                "JDK_JAVA_OPTIONS",
                                "_JAVA_OPTIONS",
                                "SOFTHSM2_CONF"));
        Path home = directory.resolve("home");
        Path jdk = Path.of(System.getProperty("java.home"));
        variables.put("HOME", home.toString());
        variables.put("JAVA_HOME", jdk.toString());
        variables.merge(
                "PATH",
                jdk.resolve("bin").toString(),
                (path, ours) -> ours + File.pathSeparator + path);
        // Java takes the home directory from the user database. The rest halves the start.
        variables.put(
                "JAVA_TOOL_OPTIONS",
                "-Duser.home="
                        + home
                        + " -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Duser.language=en");
        variables.put("JDK", String.valueOf(Runtime.version().feature()));
        variables.put("IPKCS11WRAPPER", wrapper().toString());
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
        for (String name : LINKS) {
            Path link = directory.resolve(name);
            if (Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
                Files.delete(link);
            }
        }
    }
}
