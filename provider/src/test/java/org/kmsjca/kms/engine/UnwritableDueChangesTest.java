package org.kmsjca.kms.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.CiphertextBlob;
import org.kmsjca.CmkSpec;
import org.kmsjca.EncryptionContext;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyState;
import org.kmsjca.cli.SmallDisk;
import org.kmsjca.config.Configuration;
import org.kmsjca.kms.KmsCall;

/** What time brings to a store that cannot be written. */
class UnwritableDueChangesTest {
    private static final EncryptionContext NONE = EncryptionContext.empty();

    @TempDir private Path directory;
    private final TestClock clock = new TestClock();

    private KmsEngine open(Path home) throws IOException {
        Path file =
                Files.write(
                        directory.resolve("kms.properties"),
                        List.of("root=keyfile", "home=" + home));
        return EngineFactory.open(Configuration.load(file), clock, null);
    }

    @Test
    void whatIsDueWaitsAndKeysAreUsed() throws IOException {
        Path mounted = directory.resolve("mounted");
        try (SmallDisk disk = SmallDisk.mount(directory.resolve("disk"))) {
            String rotated;
            String deleted;
            try (KmsEngine engine = open(disk.root().resolve("home"))) {
                CmkSpec.Builder spec = CmkSpec.builder(KeySpec.ALIYUN_AES_256);
                deleted = engine.creations().createKey(spec.build()).keyId();
                engine.keys().scheduleDeletion(deleted, 7);
                rotated =
                        engine.creations()
                                .createKey(spec.rotationInterval(Duration.ofDays(7)).build())
                                .keyId();
                clock.pass(Duration.ofDays(7).minusHours(1), engine);
            }
            disk.mountReadOnly(mounted);
            clock.advance(Duration.ofHours(2));
            try (KmsEngine engine = open(mounted.resolve("home"))) {
                assertThat(engine.store().isReadOnly()).isTrue();
                CiphertextBlob blob =
                        engine.encryption()
                                .encrypt(KmsCall.ENCRYPT, rotated, new byte[] {1, 2}, NONE);
                assertThat(
                                engine.encryption()
                                        .decrypt(KmsCall.DECRYPT, null, blob.toByteArray(), NONE)
                                        .plaintext())
                        .containsExactly(1, 2);
                assertThat(engine.keys().describe(rotated).versions()).hasSize(1);
                assertThat(engine.keys().describe(deleted).keyState())
                        .isEqualTo(KeyState.PENDING_DELETION);
            } finally {
                SmallDisk.unmount(mounted);
            }
            try (KmsEngine engine = open(disk.root().resolve("home"))) {
                assertThat(engine.keys().describe(rotated).versions()).hasSize(2);
                assertThat(engine.lookup().all()).hasSize(1);
            }
        }
    }
}
