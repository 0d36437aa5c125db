package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.Security;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kmsjca.KeySpec;
import org.kmsjca.ProtectionLevel;
import org.kmsjca.conformance.support.KmsUnderTest;

/** A stranger's descriptor reaches nothing that its reader has not configured. */
class HostileDescriptorTest {
    private static final String FIRST_LINE = "# KMS KeyStore descriptor\n";

    @TempDir private Path directory;
    private Path chosen;
    private KmsUnderTest kms;

    @BeforeEach
    void open() throws IOException {
        chosen = Files.createDirectory(directory.resolve("conf.d"));
        kms =
                KmsUnderTest.open(
                        ProtectionLevel.SOFTWARE, directory, "keystore.configurations=" + chosen);
    }

    @AfterEach
    void close() {
        kms.close();
    }

    /** By its content and by its type, as programs and keytool do. */
    private void assertRefused(String settings, String reason) throws Exception {
        String text = FIRST_LINE + settings + "\n";
        Path file = Files.writeString(directory.resolve("stranger.kms"), text);
        Security.addProvider(kms.provider());
        try {
            assertThatThrownBy(() -> KeyStore.getInstance(file.toFile(), "any".toCharArray()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("KeyStore descriptor")
                    .hasMessageContaining(reason);
        } finally {
            Security.removeProvider("KMS");
        }
        KeyStore store = KeyStore.getInstance("KMS", kms.provider());
        assertThatThrownBy(
                        () ->
                                store.load(
                                        new ByteArrayInputStream(
                                                text.getBytes(StandardCharsets.UTF_8)),
                                        null))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(reason);
    }

    private void assertOpens(String settings) throws Exception {
        KeyStore store = KeyStore.getInstance("KMS", kms.provider());
        String text = FIRST_LINE + settings + "\n";
        store.load(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), null);
    }

    @Test
    void nativeLibraryIsNotLoaded() throws Exception {
        Path mark = directory.resolve("mark");
        Path source =
                Files.writeString(
                        directory.resolve("mark.c"),
                        "#include <stdio.h>\n"
                                + "__attribute__((constructor)) static void mark(void) {\n"
                                + "    FILE *file = fopen(\""
                                + mark
                                + "\", \"w\");\n    if (file) fclose(file);\n}\n");
        Path library = directory.resolve("mark.so");
        Process gcc =
                new ProcessBuilder("gcc", "-shared", "-fPIC", "-o", "" + library, "" + source)
                        .inheritIO()
                        .start();
        assertThat(gcc.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(gcc.exitValue()).as("gcc (apt-get install gcc libc6-dev)").isZero();

        assertRefused("protection=HSM\nhsm.module=" + library, "not allowed");
        assertThat(mark).doesNotExist();
        System.load(library.toString());
        assertThat(mark).as("the library does leave its mark").exists();
    }

    @Test
    void tpmOfATcpConnectionIsNotAsked() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertRefused(
                    "root=tpm\ntpm.device=swtpm:127.0.0.1:" + listener.getLocalPort(),
                    "not allowed");
            listener.setSoTimeout(100);
            assertThatThrownBy(listener::accept).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "home=/tmp/other",
                "store=sqlite:/tmp/other.db",
                "root.passphrase=file:/etc/hostname",
                "root.keyfile=/etc/hostname",
                "keystore.configurations=/tmp",
                "software.engine=ACCP",
                "audit.crypto=off"
            })
    void settingThatReachesOutsideIsRefused(String setting) throws Exception {
        assertRefused(setting, "keystore.configurations and write configuration=<name>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "../kms", "/etc/hostname", "a/b", "a\\b", ".hidden", "a b"})
    void nameThatLeavesTheDirectoryIsNone(String name) throws Exception {
        // A properties file has its own escapes.
        assertRefused("configuration=" + name.replace("\\", "\\\\"), "is no name");
    }

    @Test
    void linkOutOfTheDirectoryIsRefused() throws Exception {
        Files.createSymbolicLink(chosen.resolve("out.properties"), kms.configuration());
        assertRefused("configuration=out", "link out of the directory");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r--rw-", "rw-rw-r--"})
    void configurationThatOthersCanWriteIsRefused(String permissions) throws Exception {
        Path file = chosen.resolve("open.properties");
        Files.copy(kms.configuration(), file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        assertRefused("configuration=open", "can be written by others");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxrwxr-x", "rwxr-xrwx"})
    void configurationBelowADirectoryOfOthersIsRefused(String permissions) throws Exception {
        Path inner = Files.createDirectory(chosen.resolve("inner"));
        Files.copy(kms.configuration(), inner.resolve("deep.properties"));
        Files.createSymbolicLink(
                chosen.resolve("deep.properties"), Path.of("inner", "deep.properties"));
        kms.create("first", KeySpec.ALIYUN_AES_256); // a descriptor makes no store
        assertOpens("configuration=deep");
        Files.setPosixFilePermissions(inner, PosixFilePermissions.fromString(permissions));
        assertRefused("configuration=deep", "can be written by others");
    }

    @Test
    @Timeout(20)
    void pipeIsNotWaitedFor() throws Exception {
        Path pipe = chosen.resolve("pipe.properties");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
        assertRefused("configuration=pipe", "no regular file");
    }

    @Test
    void callerIsNotGiven() throws Exception {
        assertRefused("caller=service/OSS", "not the caller of the configuration");
    }
}
