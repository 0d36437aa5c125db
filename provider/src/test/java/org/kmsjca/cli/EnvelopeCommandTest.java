package org.kmsjca.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kms encrypt} and {@code kms decrypt} with files. */
class EnvelopeCommandTest {
    @TempDir private Path directory;
    private Path file;
    private byte[] content;

    @BeforeEach
    void create() throws IOException {
        content = new byte[200_000];
        new Random(1).nextBytes(content);
        file = Files.write(directory.resolve("salaries.csv"), content);
        Files.writeString(directory.resolve("kms.properties"), "home=home\nroot=keyfile\n");
        assertThat(kms("key", "create", "--spec", "Aliyun_AES_256", "--alias", "files").exitCode())
                .isZero();
    }

    private CliRun kms(String... arguments) {
        String[] all = Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = "--config";
        all[arguments.length + 1] = directory.resolve("kms.properties").toString();
        return CliRun.of(all);
    }

    private Path encrypted(String... more) {
        String[] arguments = {"encrypt", "--key", "alias/files", file.toString()};
        String[] all = Arrays.copyOf(arguments, arguments.length + more.length);
        System.arraycopy(more, 0, all, arguments.length, more.length);
        assertThat(kms(all).exitCode()).isZero();
        return directory.resolve("salaries.csv.kms");
    }

    private List<String> files() throws IOException {
        try (Stream<Path> paths = Files.list(directory)) {
            return paths.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void fileIsEncryptedBesideItselfAndBack() throws IOException {
        CliRun run = kms("encrypt", "--key", "alias/files", file.toString());
        assertThat(run.out()).isEqualTo(file + ".kms: encrypted" + System.lineSeparator());
        assertThat(run.err()).isEmpty();
        Files.delete(file);
        assertThat(kms("decrypt", file + ".kms").exitCode()).isZero();
        assertThat(file).hasBinaryContent(content);
        assertThat(files())
                .containsExactly("home", "kms.properties", "salaries.csv", "salaries.csv.kms");
    }

    @Test
    void fileThatIsThereStaysUnlessForced() throws IOException {
        Path envelope = encrypted();
        byte[] before = Files.readAllBytes(envelope);
        CliRun refused = kms("encrypt", "--key", "alias/files", file.toString());
        assertThat(refused.exitCode()).isEqualTo(ExitCodes.REFUSED);
        assertThat(refused.err()).contains("exists; --force replaces it");
        assertThat(envelope).hasBinaryContent(before);
        encrypted("--force");
        assertThat(Files.readAllBytes(envelope)).isNotEqualTo(before);
    }

    @Test
    void cutOffFileLeavesNothing() throws IOException {
        Path envelope = encrypted();
        byte[] whole = Files.readAllBytes(envelope);
        Path cut = directory.resolve("cut.kms");
        for (int length : new int[] {0, 100, 164, 70_000, whole.length - 1}) {
            Files.write(cut, Arrays.copyOf(whole, length));
            CliRun run = kms("decrypt", cut.toString());
            assertThat(run.exitCode()).isEqualTo(ExitCodes.REFUSED);
            assertThat(run.err()).startsWith("kms: InvalidParameter: ");
            assertThat(files())
                    .containsExactly(
                            "cut.kms",
                            "home",
                            "kms.properties",
                            "salaries.csv",
                            "salaries.csv.kms");
        }
    }

    @Test
    void failedDecryptionKeepsTheOldFile() throws IOException {
        Path envelope = encrypted();
        byte[] whole = Files.readAllBytes(envelope);
        whole[whole.length - 1] ^= 1;
        Files.write(envelope, whole);
        assertThat(kms("decrypt", "--force", envelope.toString()).exitCode())
                .isEqualTo(ExitCodes.REFUSED);
        assertThat(file).hasBinaryContent(content);
    }

    @Test
    void contextIsNeededAgain() {
        Path envelope = encrypted("--context", "table=customers", "--context", "year=2026");
        String target = directory.resolve("back").toString();
        CliRun refused = kms("decrypt", envelope.toString(), "-o", target);
        assertThat(refused.exitCode()).isEqualTo(ExitCodes.REFUSED);
        assertThat(refused.err()).contains("EncryptionContext");
        CliRun run =
                kms(
                        "decrypt",
                        envelope.toString(),
                        "-o",
                        target,
                        "--context",
                        "year=2026",
                        "--context",
                        "table=customers",
                        "--json");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("\"File\": \"" + target + "\"", "\"BytesRead\": 200364");
        assertThat(directory.resolve("back")).hasBinaryContent(content);
    }

    @Test
    void whatCannotBeDoneIsToldInOneLine() {
        assertThat(kms("decrypt", file.toString()).err()).contains("say where it goes");
        assertThat(kms("decrypt", file.toString(), "-o", directory + "/x").err())
                .contains("no envelope of the KMS");
        assertThat(kms("encrypt", file.toString()).exitCode()).isEqualTo(ExitCodes.WRONG_USAGE);
        assertThat(kms("encrypt", "--key", "alias/none", file.toString()).err())
                .startsWith("kms: Forbidden.AliasNotFound");
        assertThat(kms("encrypt", "--key", "alias/files", directory + "/none").err())
                .isEqualTo("kms: InvalidParameter: " + directory + "/none: no such file\n");
        assertThat(Files.exists(directory.resolve("x"))).isFalse();
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void decryptedFileIsItsOwnersAndAReplacedOneKeepsItsPermissions() throws IOException {
        Path envelope = encrypted();
        Path target = directory.resolve("back");
        String[] arguments = {"decrypt", envelope.toString(), "-o", target.toString(), "--force"};
        assertThat(kms(arguments).exitCode()).isZero();
        assertThat(permissions(target)).isEqualTo("rw-------");
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw-r-----"));
        assertThat(kms(arguments).exitCode()).isZero();
        assertThat(permissions(target)).isEqualTo("rw-r-----");
        Files.setPosixFilePermissions(envelope, PosixFilePermissions.fromString("r--------"));
        encrypted("--force");
        assertThat(permissions(envelope)).isEqualTo("r--------");
    }

    @Test
    void linksAndDirectoriesAreNotReplaced() throws IOException {
        Path envelope = encrypted();
        Path elsewhere = Files.writeString(directory.resolve("elsewhere"), "precious");
        Path link = Files.createSymbolicLink(directory.resolve("link"), elsewhere);
        CliRun toLink = kms("decrypt", envelope.toString(), "--force", "-o", link.toString());
        assertThat(toLink.exitCode()).isEqualTo(ExitCodes.REFUSED);
        assertThat(toLink.err()).contains("symbolic link");
        assertThat(link).isSymbolicLink().hasContent("precious");
        Path folder = Files.createDirectory(directory.resolve("folder"));
        CliRun toFolder = kms("decrypt", envelope.toString(), "--force", "-o", folder.toString());
        assertThat(toFolder.err()).contains("it is a directory");
        CliRun toNowhere = kms("decrypt", envelope.toString(), "-o", directory + "/no/file");
        assertThat(toNowhere.err()).contains(directory + "/no: no such directory\n");
        assertThat(files()).noneMatch(name -> name.endsWith(".part"));
    }

    @Test
    void devicesAreWrittenToAndStayDevices() {
        Path envelope = encrypted();
        Path nowhere = Path.of("/dev/null");
        assertThat(kms("decrypt", envelope.toString(), "--force", "-o", "/dev/null").exitCode())
                .isZero();
        assertThat(Files.exists(nowhere) && !Files.isRegularFile(nowhere)).isTrue();
        CliRun full = kms("decrypt", envelope.toString(), "-o", "/dev/full");
        assertThat(full.exitCode()).isEqualTo(ExitCodes.REFUSED);
        assertThat(full.err()).contains("No space left on device");
    }

    /** --force replaces what is in the way, and never the store and its key file. */
    @Test
    void storeAndItsKeyFileAreNeverOverwritten() throws IOException {
        Path encrypted = encrypted();
        for (String name : List.of("kms.db", "root.key")) {
            Path part = directory.resolve("home").resolve(name);
            for (List<String> command :
                    List.of(
                            List.of("decrypt", "--force", "-o", part.toString(), encrypted + ""),
                            List.of(
                                    "encrypt",
                                    "--key",
                                    "alias/files",
                                    "--force",
                                    "-o",
                                    part.toString(),
                                    file.toString()))) {
                CliRun run = kms(command.toArray(String[]::new));
                assertThat(run.exitCode()).as("%s", command).isEqualTo(1);
                assertThat(run.err()).contains("is a file of the store itself, or its key file");
            }
        }
        assertThat(kms("key", "list").out()).contains("alias/files");
    }

    @Test
    void nameOfAContextThatIsGivenTwiceIsRefused() {
        CliRun run =
                kms("encrypt", "--key", "alias/files", "--context", "a=1", "--context", "a=2", "f");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("'a' is given twice");
        assertThat(kms("encrypt", "--key", "alias/files", "--context", "=2", "f").err())
                .contains("'=2' is no NAME=VALUE");
    }

    @Test
    void tagThatIsGivenTwiceIsRefused() {
        CliRun run = kms("tag", "add", "alias/files", "team", "stage=test", "team=pay");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("'team' is given twice");
        assertThat(kms("tag", "add", "alias/files", "=pay").err())
                .contains("'=pay' is no TAG=VALUE");
    }

    @Test
    void controlCharactersOfAFilesNameAreNotPrinted() throws IOException {
        Path strange = Files.writeString(directory.resolve("a\u001b[2J"), "text");
        assertThat(kms("encrypt", "--key", "alias/files", strange.toString()).out())
                .contains("a\\u001b[2J.kms: encrypted");
    }
}
