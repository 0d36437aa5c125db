package org.kmsjca.conformance.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code kms} in pipes of a real shell, with little memory. */
@Tag("once")
class EnvelopePipeTest {
    @TempDir private Path directory;

    @BeforeEach
    void create() throws Exception {
        Files.writeString(directory.resolve("kms.properties"), "home=home\nroot=keyfile\n");
        assertThat(shell("kms key create --spec Aliyun_AES_256 --alias files").get(0)).isEqualTo(0);
    }

    /** Runs the line in bash; gives its exit code, output and errors. */
    private List<Object> shell(String line) throws IOException, InterruptedException {
        Bash.Outcome ran = new Bash(directory, "-Xmx64m", "kms.properties").run(line);
        return List.of(ran.exitCode(), ran.out(), ran.err());
    }

    @Test
    void gibibyteIsEncryptedIn64Mebibytes() throws Exception {
        sparse("large", 1L << 30);
        List<Object> result = shell("kms encrypt --key alias/files large -o - | wc -c");
        // 65,601 segments with a tag each, two headers
        long length = (1L << 30) + 65_601 * 16 + 116 + 40;
        assertThat(result).containsExactly(0, length + "\n", "");
    }

    @Test
    void moreThanTheMemoryIsDecrypted() throws Exception {
        sparse("large", 400L << 20);
        List<Object> result =
                shell("kms encrypt --key alias/files large -o - | kms decrypt - | cmp - large");
        assertThat(result).containsExactly(0, "", "");
    }

    private void sparse(String name, long length) throws IOException {
        try (var file = new RandomAccessFile(directory.resolve(name).toFile(), "rw")) {
            file.setLength(length);
            file.seek(length / 4 * 3 + 5);
            file.write(7);
        }
    }

    @Test
    void cutOffPipeEndsWithTheRefusal() throws Exception {
        List<Object> result =
                shell(
                        "head -c 300000 /dev/zero | kms encrypt --key alias/files - > whole;"
                                + " head -c 200000 whole | kms decrypt - > out; code=$?; stat -c %s out; exit $code");
        assertThat(result.get(0)).isEqualTo(1);
        assertThat(result.get(1)).isEqualTo("196376\n"); // twelve segments, less 40 and tags
        // The encrypting end may complain too, of its reader who went away.
        assertThat(result.get(2).toString())
                .contains(
                        "kms: InvalidParameter: the envelope was changed, or its end is missing:"
                                + " what follows is not decrypted\n");
    }

    @Test
    void jsonAndDataDoNotShareStandardOutput() throws Exception {
        List<Object> result = shell("echo x | kms encrypt --json --key alias/files -");
        assertThat(result.get(0)).isEqualTo(2);
        assertThat(result.get(1).toString()).contains("needs an --output that is a file");
    }

    @Test
    void signalLeavesNoUnfinishedFile() throws Exception {
        List<Object> result =
                shell(
                        "head -c 400000 /dev/zero > file; kms encrypt --key alias/files file;"
                                + " mkfifo pipe; kms decrypt - -o out < pipe & exec 3> pipe;"
                                + " head -c 300000 file.kms >&3;"
                                + " until test -n \"$(find . -name '.out.*.part' -size +0)\"; do"
                                + " sleep 0.1; done; kill $!; wait $!;"
                                + " ls -A | grep out");
        assertThat(result.get(0)).as("grep finds nothing").isEqualTo(1);
        assertThat(result.get(1)).isEqualTo("file.kms: encrypted\n");
    }

    /** As on FAT and some network file systems. */
    @Test
    void fileSystemWithoutHardLinksTakesTheFile() throws Exception {
        Files.writeString(
                directory.resolve("nolink.c"),
                "#include <errno.h>\n"
                        + "int link(const char *a, const char *b) {"
                        + " (void) a; (void) b; errno = EPERM; return -1; }\n");
        List<Object> result =
                shell(
                        "gcc -shared -fPIC -o nolink.so nolink.c; echo x > file;"
                                + " LD_PRELOAD=./nolink.so kms encrypt --key alias/files file;"
                                + " kms decrypt file.kms -o -; ls -A | grep part");
        assertThat(result).containsExactly(1, "file.kms: encrypted\nx\n", "");
    }
}
