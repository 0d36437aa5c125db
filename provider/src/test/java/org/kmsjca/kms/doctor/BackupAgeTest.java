package org.kmsjca.kms.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.CmkSpec;
import org.kmsjca.Diagnosis.Finding;
import org.kmsjca.KeySpec;
import org.kmsjca.Kms;
import org.kmsjca.config.Configuration;
import org.kmsjca.kms.engine.KmsEngine;
import org.kmsjca.kms.engine.TestEngine;

class BackupAgeTest {
    @TempDir private Path directory;

    private Optional<Finding> in(KmsEngine engine, int days) {
        Instant now = Instant.now().plus(Duration.ofDays(days));
        return BackupAge.finding(engine.audit(), engine.lookup().all(), now);
    }

    @Test
    void aStoreWithKeysWantsABackupEachMonth() throws IOException {
        Path file =
                Files.write(
                        directory.resolve("kms.properties"),
                        List.of("root=keyfile", "home=" + directory.resolve("home")));
        try (KmsEngine engine = TestEngine.open(Configuration.load(file), Clock.systemUTC())) {
            assertThat(in(engine, 40)).isEmpty();
            engine.creations().createKey(CmkSpec.builder(KeySpec.ALIYUN_AES_256).build());
            assertThat(in(engine, 29)).isEmpty();
            assertThat(in(engine, 40).orElseThrow().text())
                    .isEqualTo("no backup of this store for 40 days");
        }
        try (Kms kms = Kms.open(file)) {
            kms.store()
                    .backup((content, size) -> content.transferTo(OutputStream.nullOutputStream()));
        }
        try (KmsEngine engine =
                TestEngine.open(
                        Configuration.load(file),
                        Clock.offset(Clock.systemUTC(), Duration.ofDays(20)))) {
            engine.creations().createKey(CmkSpec.builder(KeySpec.ALIYUN_AES_256).build());
            assertThat(in(engine, 29)).isEmpty();
            assertThat(in(engine, 31)).isPresent();
        }
    }
}
