package org.kmsjca.conformance.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.testing.Swtpm;

/**
 * A TPM's device file with the permissions of a real one, and users other than root. The file is a
 * FIFO; where it has to answer, {@code tpmdevice.c} puts a software TPM behind it.
 */
@TestInstance(Lifecycle.PER_CLASS)
@Tag("once")
class TpmDeviceFileTest {
    private static final boolean ROOT = System.getProperty("user.name").equals("root");

    private Path directory;
    private Path jar;
    private Swtpm tpm;
    private Device device;

    /** These two are waited for in vain, while the other tests run. */
    private Device stubborn;

    private Device gone;
    private Future<Outcome> waiting;
    private Future<Outcome> trying;

    /** A device file, and the library that makes it answer. */
    private record Device(Path file, Path library, String group, int groupId) {
        Path busy() {
            return Path.of(file + ".busy");
        }

        /** How often it was busy when somebody opened it. */
        long refused() {
            try {
                return Files.size(Path.of(file + ".refused"));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        directory = temporary;
        readableByAll(directory, "rwxr-xr-x");
        // Where the build stands, others may not look.
        jar = Files.copy(Path.of(System.getProperty("kms.cli.jar")), directory.resolve("kms.jar"));
        readableByAll(jar, "rw-r--r--");
        tpm = Swtpm.start(directory.resolve("state"));
        device = device("tpm0", tpm.port());
        stubborn = device("tpm1", tpm.port());
        gone = device("tpm2", 1);
        Files.createFile(stubborn.busy());
        waiting = CompletableFuture.supplyAsync(() -> kms(stubborn, true, "key", "list"));
        trying = CompletableFuture.supplyAsync(() -> kms(gone, true, "key", "list"));
    }

    @AfterAll
    void stop() {
        tpm.close();
    }

    private static void readableByAll(Path file, String permissions) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    /** Root's, and its group's, as udev's rules make it; without root, nobody's. */
    private Device device(String name, int port) throws Exception {
        Path file = directory.resolve(name);
        Processes.succeed(directory, List.of("mkfifo", "-m", "660", file.toString()));
        PosixFileAttributeView view =
                Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (ROOT) {
            view.setGroup(tss(file));
        }
        readableByAll(Files.createFile(Path.of(file + ".refused")), "rw-rw-rw-");
        PosixFileAttributes attributes = view.readAttributes();
        return new Device(
                file,
                library(file, port),
                attributes.group().getName(),
                (int) Files.getAttribute(file, "unix:gid"));
    }

    private static GroupPrincipal tss(Path file) throws IOException {
        try {
            return file.getFileSystem()
                    .getUserPrincipalLookupService()
                    .lookupPrincipalByGroupName("tss");
        } catch (UserPrincipalNotFoundException e) {
            throw new AssertionError("on Debian: apt-get install swtpm, which has a group tss", e);
        }
    }

    private Path library(Path file, int port) throws Exception {
        Path source = directory.resolve("tpmdevice.c");
        Path library = Path.of(file + ".so");
        try (InputStream text = getClass().getResourceAsStream("tpmdevice.c")) {
            Files.write(source, text.readAllBytes());
        }
        List<String> gcc = new ArrayList<>(List.of("gcc", "-shared", "-fPIC", "-O2"));
        gcc.addAll(List.of("-Wall", "-Wextra", "-Werror"));
        gcc.addAll(List.of("-DDEVICE=\"" + file + "\"", "-DPORT=" + port));
        gcc.addAll(List.of("-o", library.toString(), source.toString(), "-ldl"));
        Processes.succeed(directory, gcc);
        readableByAll(library, "rwxr-xr-x");
        return library;
    }

    /** Runs the command as a user who is no member of the device's group, or one who is. */
    private Outcome kms(Device used, boolean member, String... arguments) {
        try {
            String name = used.file().getFileName() + (member ? "-member" : "-other");
            Path home = Files.createDirectories(directory.resolve(name));
            readableByAll(home, "rwxr-xr-x");
            if (ROOT) {
                Processes.succeed(directory, List.of("chown", "65534:65534", home.toString()));
            }
            Path configuration = home.resolve("kms.properties");
            Files.write(
                    configuration,
                    List.of("home=" + home, "root=tpm", "tpm.device=" + used.file()));
            readableByAll(configuration, "rw-r--r--");
            List<String> command = new ArrayList<>();
            if (ROOT) {
                command.addAll(List.of("setpriv", "--reuid=65534", "--regid=65534"));
                command.add(member ? "--groups=" + used.groupId() : "--clear-groups");
            } else if (!member) {
                readableByAll(used.file(), "---------");
            }
            command.add(JarPath.executable("java"));
            command.addAll(JarPath.quickStart());
            command.addAll(List.of("-Duser.home=" + home, "-jar", jar.toString()));
            command.addAll(List.of(arguments));
            command.addAll(List.of("--config", configuration.toString()));
            ProcessBuilder process = Processes.builder(home, command);
            process.environment().put("LD_PRELOAD", used.library().toString());
            return Processes.run(process);
        } catch (IOException | InterruptedException e) {
            throw new CompletionException(e);
        } finally {
            if (!ROOT) {
                restore(used);
            }
        }
    }

    private static void restore(Device used) {
        try {
            readableByAll(used.file(), "rw-rw----");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void userWithoutPermissionIsToldTheGroup() {
        Outcome outcome = kms(device, false, "key", "list");

        assertThat(outcome.exitCode()).as("%s", outcome).isEqualTo(1);
        assertThat(outcome.printed())
                .contains("Forbidden.NoPermission: the TPM " + device.file())
                .contains("may not be used by this user")
                .contains("a member of the group " + device.group() + " (usermod -aG)");
    }

    @Test
    void memberOfTheGroupHasTheRootKeySealed() {
        Outcome created = kms(device, true, "key", "create", "--spec", "EC_P256", "--alias", "a");
        assertThat(created.succeeded()).as("%s", created).isTrue();

        Outcome status = kms(device, true, "root", "status");
        assertThat(status.printed()).contains("TPM 2.0 " + device.file() + ", sealed to this TPM");
        assertThat(kms(device, true, "key", "describe", "alias/a").succeeded()).isTrue();
    }

    @Test
    void busyDeviceIsWaitedFor() throws Exception {
        long before = device.refused();
        Files.createFile(device.busy());
        CompletableFuture<Outcome> outcome =
                CompletableFuture.supplyAsync(() -> kms(device, true, "key", "list"));
        while (device.refused() < before + 3 && !outcome.isDone()) {
            Thread.sleep(10);
        }
        assertThat(outcome).isNotDone();
        Files.delete(device.busy());

        assertThat(outcome.get().succeeded()).as("%s", outcome.get()).isTrue();
    }

    @Test
    void deviceThatStaysBusyIsToldInTheEnd() throws Exception {
        Outcome outcome = waiting.get();

        assertThat(outcome.exitCode()).as("%s", outcome).isEqualTo(1);
        assertThat(outcome.printed())
                .contains("ServiceUnavailableTemporary: the TPM " + stubborn.file())
                .contains("is busy with another program");
        assertThat(stubborn.refused()).isGreaterThan(3);
    }

    @Test
    void deviceThatCannotBeOpenedIsToldWithTheSystemsReason() throws Exception {
        Outcome outcome = trying.get();

        assertThat(outcome.exitCode()).as("%s", outcome).isEqualTo(1);
        assertThat(outcome.printed())
                .contains("ServiceUnavailableTemporary: the TPM " + gone.file())
                .contains("cannot be opened")
                .contains("No such device or address");
    }
}
