package org.kmsjca.consumers.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Security;
import java.util.Comparator;
import java.util.Objects;
import java.util.stream.Stream;
import org.kmsjca.Kms;
import org.kmsjca.KmsProvider;

/**
 * The KMS of this JVM, as the provider of java.security finds it: in a home of its own, with a
 * token of SoftHSM for CMKs of level HSM. Made anew in each JVM.
 */
public final class TestKms {
    private static final String PIN = "7391-pin";
    private static final String TOKEN = "consumers";

    private final Path directory;
    private final KmsProvider provider;
    private final Kms kms;

    private TestKms() {
        Path configuration = Path.of(Objects.requireNonNull(System.getProperty("kms.config")));
        this.directory = Objects.requireNonNull(configuration.getParent());
        try {
            empty(directory);
            Files.writeString(
                    configuration,
                    "home="
                            + directory.resolve("home")
                            + "\nroot=keyfile\nhsm.token="
                            + TOKEN
                            + "\nhsm.module="
                            + library()
                            + "\nhsm.pin=file:"
                            + Files.writeString(directory.resolve("pin"), PIN)
                            + "\n");
            token(Path.of(Objects.requireNonNull(System.getenv("SOFTHSM2_CONF"))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.provider =
                (KmsProvider)
                        Objects.requireNonNull(
                                Security.getProvider("KMS"),
                                "-Djava.security.properties=java.security.sample");
        this.kms = Kms.of(provider);
    }

    private static final class Holder {
        static final TestKms ONLY = new TestKms();
    }

    /** The only one of this JVM. */
    public static TestKms get() {
        return Holder.ONLY;
    }

    private void token(Path configuration) throws IOException {
        Path tokens = Files.createDirectories(directory.resolve("tokens"));
        Files.writeString(
                configuration,
                "directories.tokendir = "
                        + tokens
                        + "\nobjectstore.backend = file\nlog.level = ERROR\n");
        Command.run(
                directory,
                "softhsm2-util",
                "--init-token",
                "--free",
                "--label",
                TOKEN,
                "--so-pin",
                "12345678",
                "--pin",
                PIN);
    }

    private static Path library() {
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
                .orElseThrow(() -> new AssertionError("SoftHSM: run bash .ci/setup test"));
    }

    private static void empty(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> all = Files.walk(directory)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
        Files.createDirectories(directory);
    }

    /** Where tests may put files. */
    public Path directory() {
        return directory;
    }

    /** The provider that java.security registered. */
    public KmsProvider provider() {
        return provider;
    }

    public Kms kms() {
        return kms;
    }

    /** The KeyStore of this KMS, asked for without naming a provider. */
    public KeyStore keyStore() {
        try {
            KeyStore keys = KeyStore.getInstance("KMS");
            keys.load(null, null);
            return keys;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
