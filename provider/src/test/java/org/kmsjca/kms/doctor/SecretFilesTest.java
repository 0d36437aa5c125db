package org.kmsjca.kms.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.Diagnosis.Finding;
import org.kmsjca.config.Configuration;

class SecretFilesTest {
    @TempDir private Path directory;

    private List<Finding> findings(String permissions) throws IOException {
        Path pin = Files.writeString(directory.resolve("pin"), "1234");
        Files.setPosixFilePermissions(pin, PosixFilePermissions.fromString(permissions));
        Path file =
                Files.write(
                        directory.resolve("kms.properties"),
                        List.of(
                                "root.passphrase=file:nowhere",
                                "tpm.auth=env:PIN",
                                "hsm.module=/usr/lib/hsm.so",
                                "hsm.pin=file:pin"));
        return SecretFiles.findings(Configuration.load(file));
    }

    @Test
    void fileThatOthersCanReadIsTold() throws IOException {
        assertThat(findings("rw-------")).isEmpty();
        assertThat(findings("rw-r-----"))
                .singleElement()
                .satisfies(
                        finding ->
                                assertThat(finding.remedy())
                                        .isEqualTo("chmod go-rwx " + directory.resolve("pin")));
    }
}
