package org.kmsjca.kms.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.CmkMetadata;
import org.kmsjca.CmkSpec;
import org.kmsjca.HsmObject;
import org.kmsjca.KeyFilter;
import org.kmsjca.KeySpec;
import org.kmsjca.PageRequest;
import org.kmsjca.config.Configuration;
import org.kmsjca.testing.SoftHsm;

/** What time does to keys in a token: a SoftHSM of this class's own. */
class HsmLifeCycleTest {
    private final TestClock clock = new TestClock();
    @TempDir private Path home;
    private KmsEngine engine;

    @BeforeEach
    void open() {
        SoftHsm token = SoftHsm.token("kms-life-" + System.nanoTime());
        String settings =
                "home=%s\nroot=keyfile\nprotection=HSM\n%s\n"
                        .formatted(home, String.join("\n", token.settings()));
        engine =
                EngineFactory.open(
                        Configuration.read(new StringReader(settings), "test", home), clock, null);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private List<HsmObject> objects() {
        return Objects.requireNonNull(engine.modules().tokens()).objects("default");
    }

    private int cmks() {
        return engine.keys().list(KeyFilter.ALL, new PageRequest(1, 10)).items().size();
    }

    @Test
    void dueCmkIsDestroyedInTheToken() {
        String keyId = engine.creations().createKey(CmkSpec.of(KeySpec.ALIYUN_AES_256)).keyId();
        engine.creations().createKey(CmkSpec.of(KeySpec.EC_P256));
        engine.keys().scheduleDeletion(keyId, 7);
        assertThat(objects()).hasSize(2);
        clock.pass(Duration.ofDays(8), engine);
        assertThat(cmks()).isEqualTo(1);
        assertThat(objects()).hasSize(1);
    }

    @Test
    void versionsOfACmkAreKeysOfTheToken() {
        CmkMetadata cmk = engine.creations().createKey(CmkSpec.of(KeySpec.ALIYUN_AES_256));
        clock.advance(Duration.ofDays(40));
        engine.creations().createVersion(cmk.keyId());
        assertThat(objects()).hasSize(2);
        assertThat(engine.hsmObjects().list(Optional.empty())).isEmpty();
        engine.keys().scheduleDeletion(cmk.keyId(), 7);
        clock.pass(Duration.ofDays(8), engine);
        assertThat(cmks()).isZero();
        assertThat(objects()).isEmpty();
    }

    @Test
    void automaticRotationMakesAKeyInTheToken() {
        CmkMetadata cmk =
                engine.creations()
                        .createKey(
                                CmkSpec.builder(KeySpec.ALIYUN_AES_256)
                                        .rotationInterval(Duration.ofDays(30))
                                        .build());
        clock.pass(Duration.ofDays(31), engine);
        assertThat(engine.keys().describe(cmk.keyId()).versions()).hasSize(2);
        assertThat(objects()).hasSize(2);
    }
}
