package org.kmsjca.conformance.hsm.modules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.kmsjca.testing.SoftHsm;

/** A PKCS#11 module of another maker with a fresh token, and the daemon that it may need. */
abstract class TokenModule implements AutoCloseable {
    static final String LABEL = "kms-walk";
    static final String SO_PIN = "87654321";
    private static final String HINT =
            " is missing: the tests of protection level HSM need SoftHSM, opencryptoki, tpm2-pkcs11,"
                    + " swtpm and p11-kit: bash .ci/setup test";

    private final Path home;

    TokenModule(Path home) {
        this.home = home;
    }

    /** The modules that are installed by {@code .ci/setup test}. */
    enum Kind {
        SOFTHSM,
        OPENCRYPTOKI,
        TPM2_PKCS11,
        P11_KIT_REMOTE;

        TokenModule open(Path home) throws IOException {
            return switch (this) {
                case SOFTHSM -> new SoftHsmModule(home);
                case OPENCRYPTOKI -> new OpencryptokiModule(home);
                case TPM2_PKCS11 -> new TpmModule(home);
                case P11_KIT_REMOTE -> new RemoteModule(home);
            };
        }
    }

    final Path home() {
        return home;
    }

    abstract Path library();

    String pin() {
        return SoftHsm.PIN;
    }

    /** What the module reads from its process's environment. */
    abstract Map<String, String> environment();

    /** The command as it has to be run for the module to work. */
    List<String> inItsPlace(List<String> command) throws IOException {
        return command;
    }

    /** Commands by which a process that uses the module ends its daemon, and starts it again. */
    abstract List<List<String>> restart();

    @Override
    public void close() throws IOException {
        // Most have no process.
    }

    /** The KMS's configuration. */
    final Path configuration() throws IOException {
        return Files.writeString(
                home.resolve("kms.properties"),
                "home=%s\nprotection=HSM\nroot=keyfile\n%s"
                        .formatted(home.resolve("store"), settings()));
    }

    /** The lines of a configuration that say where the token is. */
    final String settings() throws IOException {
        Path pinFile = Files.writeString(home.resolve("pin"), pin());
        return "hsm.module=%s\nhsm.token=%s\nhsm.pin=file:%s\n"
                .formatted(library(), LABEL, pinFile);
    }

    static Path library(String... names) {
        return Stream.of(names)
                .flatMap(
                        name ->
                                Stream.of("x86_64-linux-gnu", "aarch64-linux-gnu")
                                        .map(place -> Path.of("/usr/lib", place, name)))
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new AssertionError(names[0] + HINT));
    }

    /** Runs a command to its end. */
    static void run(Map<String, String> environment, Path log, List<String> command)
            throws IOException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new AssertionError(command + " failed:\n" + Files.readString(log));
            }
        } catch (IOException e) {
            throw new AssertionError(command.get(0) + HINT, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** Runs a command to its end, as the process that uses the module does. */
    static void runHere(List<String> command) throws IOException {
        Path log = Files.createTempFile("kms-daemon", ".log");
        run(Map.of(), log, command);
        Files.delete(log);
    }

    /** Makes the token by OpenSC's tool, as a user does. */
    static void initToken(Path library, Map<String, String> environment, Path log)
            throws IOException {
        List<String> tool =
                List.of("pkcs11-tool", "--module", library.toString(), "--slot-index", "0");
        var init = new ArrayList<>(tool);
        init.addAll(List.of("--init-token", "--label", LABEL, "--so-pin", SO_PIN));
        run(environment, log, init);
        var pin = new ArrayList<>(tool);
        pin.addAll(List.of("--init-pin", "--so-pin", SO_PIN, "--pin", SoftHsm.PIN));
        run(environment, log, pin);
    }

    static void awaitSocket(Path socket) throws IOException {
        for (int tries = 0; !Files.exists(socket); tries++) {
            if (tries == 500) {
                throw new AssertionError(socket + " was not opened");
            }
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }
    }
}
