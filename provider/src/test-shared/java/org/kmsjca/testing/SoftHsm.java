package org.kmsjca.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * SoftHSM 2 with tokens of the tests' own. Its configuration file is named by SOFTHSM2_CONF, which
 * the build sets for this JVM.
 */
public final class SoftHsm {
    public static final String PIN = "7391-pin";

    /** The token that the whole suite shares. */
    public static final String SUITE = "kms-suite";

    private static final String HINT =
            "the tests of protection level HSM need SoftHSM 2: apt-get install softhsm2 (or"
                    + " bash .ci/setup test)";
    private static final ConcurrentMap<String, SoftHsm> TOKENS = new ConcurrentHashMap<>();

    private final String label;
    private final Path configuration;
    private final Path directory;

    private SoftHsm(String label, Path configuration, Path directory) {
        this.label = label;
        this.configuration = configuration;
        this.directory = directory;
    }

    /** The token of that label, made at its first use. */
    public static SoftHsm token(String label) {
        return TOKENS.computeIfAbsent(label, l -> create(l, configuration()));
    }

    /**
     * A token of a SoftHSM of its own, which C_Initialize has quickly as it knows no others. It is
     * reached through a shim that names its {@link #home}.
     */
    public static SoftHsm alone(Path home, String label) {
        Path file = home.resolve("softhsm2.conf");
        try {
            return create(label, Files.exists(file) ? file : Configuration.write(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static synchronized SoftHsm create(String label, Path configuration) {
        Set<Path> before = directories(configuration);
        run(
                configuration,
                "--init-token",
                "--free",
                "--label",
                label,
                "--so-pin",
                "12345678",
                "--pin",
                PIN);
        Set<Path> made = directories(configuration);
        made.removeAll(before);
        return new SoftHsm(label, configuration, made.iterator().next());
    }

    private static Set<Path> directories(Path configuration) {
        try (Stream<Path> all = Files.list(configuration.resolveSibling("tokens"))) {
            return all.collect(Collectors.toCollection(HashSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SoftHSM's configuration file, written at its first use, with an empty token directory. */
    public static Path configuration() {
        return Configuration.FILE;
    }

    private static final class Configuration {
        static final Path FILE = writeNamed();

        private static Path writeNamed() {
            String named = System.getenv("SOFTHSM2_CONF");
            if (named == null) {
                throw new AssertionError(
                        "SOFTHSM2_CONF is not set: the build does, an IDE has to; name a file that"
                                + " does not exist yet in an empty directory");
            }
            try {
                return write(Path.of(named));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        static Path write(Path file) throws IOException {
            Path tokens = file.resolveSibling("tokens");
            delete(tokens);
            Files.createDirectories(tokens);
            return Files.writeString(
                    file,
                    "directories.tokendir = "
                            + tokens
                            + "\nobjectstore.backend = file\nlog.level = ERROR\n"
                            + "slots.removable = false\n");
        }

        private static void delete(Path directory) throws IOException {
            if (Files.exists(directory)) {
                try (Stream<Path> all = Files.walk(directory)) {
                    for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(path);
                    }
                }
            }
        }
    }

    /** Runs softhsm2-util with a configuration. */
    public static void run(Path configuration, String... arguments) {
        List<String> command =
                Stream.concat(Stream.of("softhsm2-util"), Stream.of(arguments)).toList();
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
            builder.environment().put("SOFTHSM2_CONF", configuration.toString());
            Process process = builder.start();
            if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new AssertionError(String.join(" ", command) + " failed; " + HINT);
            }
        } catch (IOException e) {
            throw new AssertionError(HINT, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** SoftHSM's PKCS#11 library. */
    public static Path library() {
        return Stream.of(
                        "/usr/lib/softhsm/libsofthsm2.so",
                        "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
                        "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
                        "/usr/lib64/softhsm/libsofthsm2.so",
                        "/usr/lib64/pkcs11/libsofthsm2.so",
                        "/opt/homebrew/lib/softhsm/libsofthsm2.so")
                .map(Path::of)
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new AssertionError(HINT));
    }

    public String label() {
        return label;
    }

    /** The configuration file of the SoftHSM that it is a token of. */
    public Path home() {
        return configuration;
    }

    /** Where SoftHSM keeps this token: without it, the token is gone. */
    public Path directory() {
        return directory;
    }

    /** The lines of a configuration that uses this token. */
    public String[] settings() {
        return settings(library());
    }

    /** The lines of a configuration that reaches this token through another library. */
    public String[] settings(Path library) {
        return new String[] {
            "hsm.module=" + library, "hsm.token=" + label, "hsm.pin=file:" + pinFile()
        };
    }

    /** A file with the PIN. */
    public static Path pinFile() {
        try {
            return Files.writeString(configuration().resolveSibling("pin"), PIN);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
