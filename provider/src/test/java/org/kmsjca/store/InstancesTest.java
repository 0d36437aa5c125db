package org.kmsjca.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who began something is alive as long as its program is, and no longer. */
@Tag("sqlite")
class InstancesTest {
    @TempDir Path directory;

    private Instances instances() {
        Path file = directory.resolve("kms.db");
        return new FileInstances(file, new SqliteErrors(file));
    }

    @Test
    void instanceIsAliveUntilItIsClosed() throws Exception {
        Instances one = instances();
        try (Instances other = instances()) {
            String owner = one.self();
            assertThat(owner).isEqualTo(one.self()).isNotEqualTo(other.self());
            assertThat(one.isAlive(owner)).isTrue();
            assertThat(other.isAlive(owner)).isTrue();
            Path file = directory.resolve("instances").resolve(owner.substring(0, 36));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            one.close();
            assertThat(other.isAlive(owner)).isFalse();
            assertThat(file).doesNotExist();
        }
    }

    @Test
    void fileWithoutALockIsOfADeadProgram() throws Exception {
        String dead = StoreFixture.id();
        try (Instances instances = instances()) {
            instances.self();
            Path file = Files.createFile(directory.resolve("instances").resolve(dead));
            assertThat(instances.isAlive(dead + " 1/2")).isFalse();
            assertThat(file).doesNotExist();
        }
    }

    /** Process 1 of another container is not process 1 of this one: only the lock counts. */
    @Test
    void lockOfAnotherProcessKeepsItsOwnerAlive() throws Exception {
        String id = StoreFixture.id();
        Path file = Files.createDirectory(directory.resolve("instances")).resolve(id);
        Files.createFile(file);
        Process holder =
                new ProcessBuilder(
                                "python3",
                                "-c",
                                "import fcntl,sys; f=open(sys.argv[1],'r+'); fcntl.lockf(f,"
                                        + " fcntl.LOCK_EX); print('held',flush=True);"
                                        + " sys.stdin.read()",
                                file.toString())
                        .start();
        try (Instances instances = instances()) {
            assertThat(holder.inputReader().readLine()).isEqualTo("held");
            assertThat(instances.isAlive(id + " 1/2")).isTrue();
            holder.destroyForcibly();
            assertThat(holder.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(instances.isAlive(id + " 1/2")).isFalse();
        } finally {
            holder.destroyForcibly();
        }
    }

    @Test
    void ownersOfFormat1AndStrangeOnesAreNotAlive() {
        try (Instances instances = instances()) {
            assertThat(instances.isAlive("4711 1700000000000")).isFalse();
            assertThat(instances.isAlive("../../../etc/passwd 1/2")).isFalse();
            assertThat(instances.isAlive("")).isFalse();
        }
    }

    @Test
    void interruptedThreadCanBeAnOwner() {
        Thread.currentThread().interrupt();
        try (Instances instances = instances()) {
            assertThat(instances.isAlive(instances.self())).isTrue();
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
