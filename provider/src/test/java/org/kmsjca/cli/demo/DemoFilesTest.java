package org.kmsjca.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

class DemoFilesTest {
    private final CommandLine command = new CommandLine(CommandSpec.create());

    private final Path directory;
    private final Path file;

    DemoFilesTest(@TempDir Path directory) throws IOException {
        this.directory = directory;
        this.file = Files.writeString(directory.resolve("letter.txt"), "hello");
    }

    @Test
    void outputsStandBesideTheFile() throws IOException {
        DemoFiles files = DemoFiles.of(command, file, null);

        assertThat(files.encrypted()).isEqualTo(directory.resolve("letter.txt.kms-encrypted"));
        assertThat(files.signature()).isEqualTo(directory.resolve("letter.txt.kms-signature"));
    }

    @Test
    void outputsGoToTheDirectoryThatIsNamed() throws IOException {
        Path elsewhere = directory.resolve("a/b");

        DemoFiles files = DemoFiles.of(command, file, elsewhere);

        assertThat(files.decrypted()).isEqualTo(elsewhere.resolve("letter.txt.kms-decrypted"));
        assertThat(elsewhere).isDirectory();
    }

    @Test
    void anOlderOutputIsReplaced() throws Exception {
        Path target = Files.writeString(directory.resolve("old"), "old");

        DemoFiles.replace(target, stream -> stream.write('n'));

        assertThat(target).hasContent("n");
    }

    @Test
    void anOlderOutputStaysWhenTheNewOneFails() throws IOException {
        Path target = Files.writeString(directory.resolve("old"), "old");

        assertThatThrownBy(() -> DemoFiles.replace(target, DemoFilesTest::fail))
                .isInstanceOf(IOException.class);
        assertThat(target).hasContent("old");
        assertThat(directory).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void whatALinkPointsToIsNeverWritten() throws IOException {
        Path other = Files.writeString(directory.resolve("other"), "mine");
        Files.createSymbolicLink(directory.resolve("letter.txt.kms-encrypted"), other);

        assertThatThrownBy(() -> DemoFiles.of(command, file, null))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("in the way");
        assertThat(other).hasContent("mine");
    }

    @Test
    void aFileTooLargeForGcmIsRefused() throws IOException {
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength((256L << 20) + 1);
        }

        assertThatThrownBy(() -> DemoFiles.of(command, file, null))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining(" MiB, the most that this JVM has memory for");
    }

    private static void fail(OutputStream target) throws IOException {
        target.write(1);
        throw new IOException("disk full");
    }
}
