package org.kmsjca.kms.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.config.Configuration;

/** Files of a KMS that others than their owner could open. */
class HomePermissionsTest {
    @TempDir Path directory;
    private Path home;
    private Configuration configuration;

    @BeforeEach
    void configure() throws IOException {
        home = Files.createDirectory(directory.resolve("home"));
        configuration =
                Configuration.of(Map.of("home", home.toString(), "root", "keyfile"), "test");
    }

    private Path file(String name, String permissions) throws IOException {
        Path file = home.resolve(name);
        Files.writeString(file, "0123456789abcdef0123456789abcdef");
        return open(file, permissions);
    }

    private static Path open(Path path, String permissions) throws IOException {
        return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void othersLoseWhatTheyCouldReadAndWrite() throws IOException {
        open(home, "rwxrwxrwx");
        Path database = file("kms.db", "rw-r--r--");
        Path log = file("kms.db-wal", "rw-rw-r--");
        Path key = file("root.key", "rw-rw-rw-");
        assertThat(HomePermissions.problems(configuration)).hasSize(4);
        HomePermissions.mend(configuration);
        assertThat(permissions(home)).isEqualTo("rwxr-xr-x");
        assertThat(permissions(database)).isEqualTo("rw-------");
        assertThat(permissions(log)).isEqualTo("rw-------");
        assertThat(permissions(key)).isEqualTo("rw-------");
        assertThat(HomePermissions.problems(configuration)).isEmpty();
    }

    @Test
    void keyFileThatOthersCouldWriteIsNotTakenForNewStore() throws IOException {
        file("root.key", "rw-rw----");
        assertThatThrownBy(() -> HomePermissions.mend(configuration))
                .isInstanceOfSatisfying(
                        KmsException.class,
                        e -> assertThat(e.code()).isEqualTo(KmsErrorCode.NO_PERMISSION))
                .hasMessageContaining("root.key")
                .hasMessageContaining("chmod 600");
    }

    @Test
    void keyFileThatOthersCouldReadIsTakenAndClosed() throws IOException {
        Path key = file("root.key", "rw-r-----");
        HomePermissions.mend(configuration);
        assertThat(permissions(key)).isEqualTo("rw-------");
    }

    @Test
    void homeThatIsNotThereYetIsNoProblem() throws IOException {
        Files.delete(home);
        HomePermissions.mend(configuration);
        assertThat(HomePermissions.problems(configuration)).isEmpty();
    }

    /** The file that a link leads to is somebody's, and is left as it is. */
    @ParameterizedTest
    @ValueSource(strings = {"kms.db-wal", "kms.db-shm", "kms.db.changes", "kms.db.revision"})
    void linkBesideTheDatabaseIsRefused(String name) throws IOException {
        Path victim = Files.writeString(directory.resolve("victim"), "precious");
        open(victim, "rw-r--r--");
        Files.createSymbolicLink(home.resolve(name), victim);
        assertThatThrownBy(() -> openAndClose())
                .isInstanceOf(KmsException.class)
                .hasMessageContaining(name)
                .hasMessageContaining("link");
        assertThat(victim).hasContent("precious");
        assertThat(permissions(victim)).isEqualTo("rw-r--r--");
    }

    @Test
    void linkToNothingMakesNothing() throws IOException {
        openAndClose();
        Path nothing = directory.resolve("nothing");
        for (String name : List.of("kms.db.changes", "kms.db.revision")) {
            Files.delete(home.resolve(name));
            Files.createSymbolicLink(home.resolve(name), nothing);
            assertThatThrownBy(() -> openAndClose()).isInstanceOf(KmsException.class);
            assertThat(nothing).doesNotExist();
            Files.delete(home.resolve(name));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"kms.db", "root.key"})
    void permissionsBehindALinkAreLeft(String name) throws IOException {
        openAndClose();
        Path real = Files.move(home.resolve(name), directory.resolve("real"));
        open(real, "rw-r--r--");
        Files.createSymbolicLink(home.resolve(name), real);
        HomePermissions.mend(configuration);
        assertThat(permissions(real)).isEqualTo("rw-r--r--");
        open(real, "rw-rw-r--");
        assertThatThrownBy(() -> HomePermissions.mend(configuration))
                .isInstanceOf(KmsException.class);
        assertThat(permissions(real)).isEqualTo("rw-rw-r--");
    }

    @Test
    void deviceKeepsItsPermissions() throws IOException {
        Files.createSymbolicLink(home.resolve("root.key"), Path.of("/dev/zero"));
        HomePermissions.mend(configuration);
        assertThat(permissions(Path.of("/dev/zero"))).isEqualTo("rw-rw-rw-");
    }

    /** As a program's first use does. */
    private void openAndClose() {
        HomePermissions.mend(configuration);
        EngineFactory.open(configuration, new TestClock(), null).close();
    }
}
