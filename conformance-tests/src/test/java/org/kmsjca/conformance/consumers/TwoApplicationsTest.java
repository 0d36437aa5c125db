package org.kmsjca.conformance.consumers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.Provider;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two applications of one JVM, each with its own copy of the provider and of SQLite, use one home.
 * SQLite's locks do not hold one off the other.
 */
@Timeout(120)
@Tag("once")
class TwoApplicationsTest {
    private static final int EACH = 40;

    @TempDir private Path directory;
    private Path configuration;
    private Application first;
    private Application second;

    /** An application: a class loader, and the provider that it has made. */
    private record Application(URLClassLoader loader, Provider provider) {
        static Application start(Path configuration) throws Exception {
            List<URL> jars = new ArrayList<>();
            for (String jar : JarPath.jars().split(File.pathSeparator)) {
                jars.add(Path.of(jar).toUri().toURL());
            }
            URLClassLoader loader =
                    new URLClassLoader(
                            jars.toArray(new URL[0]), ClassLoader.getPlatformClassLoader());
            return new Application(
                    loader,
                    loader.loadClass("org.kmsjca.KmsProvider")
                            .asSubclass(Provider.class)
                            .getConstructor()
                            .newInstance()
                            .configure(configuration.toString()));
        }

        KeyStore keys() throws Exception {
            KeyStore keys = KeyStore.getInstance("KMS", provider);
            keys.load(null, null);
            return keys;
        }

        void create(String alias) throws Exception {
            KeyStore keys = keys();
            Key key = KeyGenerator.getInstance("AES").generateKey();
            keys.setKeyEntry(alias, key, null, null);
            keys.store(null, null);
        }

        int encrypt(Key key) throws GeneralSecurityException {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", provider);
            cipher.init(Cipher.ENCRYPT_MODE, key);
            return cipher.doFinal(new byte[10]).length;
        }

        void close() throws Exception {
            ((AutoCloseable) provider).close();
            loader.close();
        }
    }

    @BeforeEach
    void start() throws Exception {
        configuration =
                Files.writeString(
                        directory.resolve("kms.properties"),
                        "home=" + directory.resolve("home") + "\nroot=keyfile\n");
        first = Application.start(configuration);
        second = Application.start(configuration);
    }

    @AfterEach
    void stop() throws Exception {
        first.close();
        second.close();
    }

    private String kms(String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(JarPath.executable("java"));
        command.add("-jar");
        command.add(Objects.requireNonNull(System.getProperty("kms.cli.jar"), "-Dkms.cli.jar"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--config", configuration.toString()));
        return Processes.succeed(directory, command);
    }

    private static Callable<Boolean> creating(Application application, String name) {
        return () -> {
            for (int i = 0; i < EACH; i++) {
                application.create(name + i);
            }
            return true;
        };
    }

    @Test
    void whatBothWriteAtOnceIsThere() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<Boolean>> done = new ArrayList<>();
            done.add(threads.submit(creating(first, "first")));
            done.add(threads.submit(creating(second, "second")));
            for (Future<Boolean> each : done) {
                assertThat(each.get(60, TimeUnit.SECONDS)).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(first.keys().size()).isEqualTo(2 * EACH);
        assertThat(second.keys().size()).isEqualTo(2 * EACH);
        assertThat(kms("doctor")).contains("every row is authentic");
    }

    @Test
    void oneGoesOnSafelyWhenTheOtherEnds() throws Exception {
        first.create("shared");
        second.create("second");
        Key handle = second.keys().getKey("shared", null);
        assertThat(second.encrypt(handle)).isEqualTo(26);
        first.close();

        // The other still holds its locks: a process that comes and goes takes no file away.
        assertThat(kms("key", "list")).contains("alias/shared", "alias/second");
        assertThat(directory.resolve("home/kms.db-wal")).exists();
        second.create("later");
        String keyId = keyId(kms("key", "describe", "alias/shared"));
        kms("key", "disable", keyId);
        TimeUnit.SECONDS.sleep(2);
        assertThatThrownBy(() -> second.encrypt(handle)).hasMessageContaining("Disabled");

        second.close();
        assertThat(kms("key", "list")).contains("alias/shared", "alias/second", "alias/later");
        assertThat(kms("doctor")).contains("every row is authentic");
    }

    @Test
    void nothingIsLeftInTheSystemProperties() throws Exception {
        first.create("one");
        second.create("two");
        assertThat(stringNames()).isNotEmpty();
        first.close();
        second.close();
        assertThat(stringNames()).isEmpty();
    }

    private static List<String> stringNames() {
        return System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith("org.kmsjca.store."))
                .toList();
    }

    private static String keyId(String description) {
        return description
                .lines()
                .filter(line -> line.startsWith("KeyId"))
                .map(line -> line.substring("KeyId".length()).strip())
                .findFirst()
                .orElseThrow();
    }
}
