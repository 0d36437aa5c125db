package org.kmsjca.kms.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kmsjca.AutomaticRotation;
import org.kmsjca.CiphertextBlob;
import org.kmsjca.CmkMetadata;
import org.kmsjca.CmkSpec;
import org.kmsjca.EncryptionContext;
import org.kmsjca.KeySpec;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.Origin;
import org.kmsjca.config.Configuration;
import org.kmsjca.kms.Cmk;
import org.kmsjca.kms.CmkVersion;
import org.kmsjca.kms.KmsCall;

/** Versions, and what time does to them. */
class RotationTest {
    private static final EncryptionContext NONE = EncryptionContext.empty();
    private static final Duration YEAR = Duration.ofDays(365);
    private final TestClock clock = new TestClock();
    @TempDir private Path home;
    private KmsEngine engine;

    @BeforeEach
    void open() {
        engine = openEngine();
    }

    private KmsEngine openEngine() {
        return EngineFactory.open(Configuration.defaults(home), clock, null);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private String create(KeySpec spec) {
        return engine.creations().createKey(CmkSpec.of(spec)).keyId();
    }

    private String createRotated() {
        return engine.creations()
                .createKey(
                        CmkSpec.builder(KeySpec.ALIYUN_AES_256)
                                .alias("rotated")
                                .rotationInterval(YEAR)
                                .build())
                .keyId();
    }

    private CiphertextBlob encrypt(String keyId) {
        return engine.encryption().encrypt(KmsCall.ENCRYPT, keyId, new byte[] {1, 2}, NONE);
    }

    private byte[] decrypt(CiphertextBlob blob) {
        return engine.encryption()
                .decrypt(KmsCall.DECRYPT, null, blob.toByteArray(), NONE)
                .plaintext();
    }

    private static void refusedWith(KmsErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        KmsException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @ParameterizedTest
    @EnumSource(
            value = KeySpec.class,
            names = {"ALIYUN_AES_256", "ALIYUN_AES_128", "ALIYUN_SM4"})
    void newVersionOfASymmetricCmkEncryptsAndOldBlobsDecrypt(KeySpec spec) {
        String keyId = create(spec);
        CiphertextBlob old = encrypt(keyId);
        clock.advance(Duration.ofDays(7));
        var version = engine.creations().createVersion(keyId);

        CmkMetadata cmk = engine.keys().describe(keyId);
        assertThat(cmk.versions()).hasSize(2);
        assertThat(cmk.primaryKeyVersion()).contains(version.keyVersionId());
        assertThat(cmk.rotation().lastRotationDate()).contains(clock.instant());
        CiphertextBlob fresh = encrypt(keyId);
        assertThat(fresh.keyVersionId())
                .isEqualTo(version.keyVersionId())
                .isNotEqualTo(old.keyVersionId());
        assertThat(decrypt(old)).containsExactly(1, 2);
        assertThat(decrypt(fresh)).containsExactly(1, 2);
    }

    @Test
    void handleKeepsItsVersionAndNamesReachBoth() {
        String keyId = create(KeySpec.ALIYUN_AES_256);
        engine.aliases().create("alias/both", keyId);
        CmkVersion before = engine.lookup().version("both");
        clock.advance(Duration.ofDays(7));
        String second = engine.creations().createVersion(keyId).keyVersionId();

        assertThat(engine.lookup().version("both").versionId()).isEqualTo(second);
        assertThat(engine.lookup().version("both#" + before.versionId())).isSameAs(before);
        assertThat(engine.lookup().version(keyId + "#" + second).versionId()).isEqualTo(second);
        before.authorize(KmsCall.DECRYPT);
    }

    @Test
    void versionsOfAnAsymmetricCmkAreEqual() {
        String keyId = create(KeySpec.EC_P256);
        String first = engine.keys().describe(keyId).versions().get(0).keyVersionId();
        clock.advance(Duration.ofDays(8));
        String second = engine.creations().createVersion(keyId).keyVersionId();

        assertThat(engine.lookup().version(keyId).versionId()).isEqualTo(first);
        assertThat(engine.asymmetric().getPublicKey(keyId, null))
                .isEqualTo(engine.asymmetric().getPublicKey(keyId, first));
        assertThat(engine.asymmetric().getPublicKey(keyId, second))
                .isNotEqualTo(engine.asymmetric().getPublicKey(keyId, null));
        refusedWith(
                KmsErrorCode.KEY_VERSION_NOT_FOUND,
                () -> engine.asymmetric().getPublicKey(keyId, "no such"));
        assertThat(engine.keys().describeVersion(keyId, second).creationDate())
                .isEqualTo(clock.instant());
    }

    @Test
    void newVersionWaitsSevenDays() {
        String keyId = create(KeySpec.ALIYUN_AES_256);
        clock.advance(Duration.ofDays(7).minusSeconds(1));
        refusedWith(
                KmsErrorCode.REJECTED_UNSUPPORTED_OPERATION,
                () -> engine.creations().createVersion(keyId));
        clock.advance(Duration.ofSeconds(1));
        engine.creations().createVersion(keyId);
    }

    @Test
    void thereAreFiftyVersionsAtMost() {
        String keyId = create(KeySpec.ALIYUN_AES_256);
        for (int i = 1; i < 50; i++) {
            clock.advance(Duration.ofDays(7));
            engine.creations().createVersion(keyId);
        }
        clock.advance(Duration.ofDays(7));
        refusedWith(KmsErrorCode.LIMIT_EXCEEDED, () -> engine.creations().createVersion(keyId));
        assertThat(engine.keys().describe(keyId).versions()).hasSize(50);
    }

    @Test
    void importedAndMacKeysGetNoVersions() {
        String mac = create(KeySpec.HMAC_SHA_256);
        String imported =
                engine.creations()
                        .createKey(
                                CmkSpec.builder(KeySpec.ALIYUN_AES_256)
                                        .origin(Origin.EXTERNAL)
                                        .build())
                        .keyId();
        clock.advance(YEAR);
        refusedWith(
                KmsErrorCode.REJECTED_UNSUPPORTED_OPERATION,
                () -> engine.creations().createVersion(mac));
        refusedWith(
                KmsErrorCode.REJECTED_UNSUPPORTED_OPERATION,
                () -> engine.keys().updateRotationPolicy(mac, YEAR));
        refusedWith(KmsErrorCode.PENDING_IMPORT, () -> engine.creations().createVersion(imported));
    }

    @Test
    void versionIsMadeByAliasToo() {
        createRotated();
        clock.advance(Duration.ofDays(7));
        String version = engine.creations().createVersion("alias/rotated").keyVersionId();
        assertThat(engine.keys().describe("alias/rotated").primaryKeyVersion()).contains(version);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA_2048", "EC_P256", "EC_SM2", "Ed25519"})
    void asymmetricCmksAreNotRotatedAutomatically(String spec) {
        String keyId = create(KeySpec.of(spec));
        refusedWith(
                KmsErrorCode.REJECTED_UNSUPPORTED_OPERATION,
                () -> engine.keys().updateRotationPolicy(keyId, YEAR));
    }

    @Test
    void intervalIsSevenTo730Days() {
        String keyId = create(KeySpec.ALIYUN_AES_256);
        for (Duration wrong :
                List.of(
                        Duration.ofDays(7).minusSeconds(1),
                        Duration.ofDays(730).plusSeconds(1),
                        Duration.ZERO,
                        Duration.ofDays(-7))) {
            refusedWith(
                    KmsErrorCode.INVALID_PARAMETER,
                    () -> engine.keys().updateRotationPolicy(keyId, wrong));
        }
        engine.keys().updateRotationPolicy(keyId, Duration.ofDays(7));
        engine.keys().updateRotationPolicy(keyId, Duration.ofDays(730));
    }

    @Test
    void whoeverLooksFirstAfterTheDateRotates() {
        String keyId = createRotated();
        CiphertextBlob old = encrypt(keyId);
        assertThat(engine.keys().describe(keyId).rotation())
                .isEqualTo(
                        new CmkMetadata.Rotation(
                                AutomaticRotation.ENABLED,
                                Optional.of(YEAR),
                                Optional.of(clock.instant()),
                                Optional.of(clock.instant().plus(YEAR))));
        clock.pass(YEAR.minusSeconds(1), engine);
        assertThat(encrypt(keyId).keyVersionId()).isEqualTo(old.keyVersionId());
        clock.advance(Duration.ofSeconds(1));
        assertThat(encrypt(keyId).keyVersionId()).isNotEqualTo(old.keyVersionId());
        assertThat(decrypt(old)).containsExactly(1, 2);
        assertThat(engine.keys().describe(keyId).versions()).hasSize(2);
    }

    @Test
    void longSleepRotatesOnce() {
        String keyId = createRotated();
        clock.pass(YEAR.multipliedBy(5), engine);
        assertThat(engine.keys().describe(keyId).versions()).hasSize(2);
        assertThat(engine.keys().describe(keyId).rotation().lastRotationDate())
                .contains(clock.instant());
    }

    @Test
    void encryptionAloneIsEnoughToRotate() {
        String keyId = createRotated();
        Cmk cmk = engine.lookup().cmk("rotated");
        clock.pass(YEAR, engine);
        CiphertextBlob blob =
                engine.encryption().encrypt(KmsCall.ENCRYPT, cmk, new byte[] {3}, NONE);
        assertThat(blob.keyVersionId())
                .isEqualTo(engine.keys().describe(keyId).versions().get(1).keyVersionId());
    }

    @Test
    void disabledCmkIsSuspendedAndRotatesWhenItIsEnabled() {
        String keyId = createRotated();
        engine.keys().disable(keyId);
        clock.pass(YEAR, engine);
        assertThat(engine.keys().describe(keyId).rotation().automatic())
                .isEqualTo(AutomaticRotation.SUSPENDED);
        assertThat(engine.keys().describe(keyId).versions()).hasSize(1);
        engine.keys().enable(keyId);
        assertThat(engine.keys().describe(keyId).versions()).hasSize(2);
    }

    @Test
    void shorterIntervalThatIsOverRotatesAtOnce() {
        String keyId = createRotated();
        clock.pass(Duration.ofDays(30), engine);
        engine.keys().updateRotationPolicy(keyId, Duration.ofDays(14));
        assertThat(engine.keys().describe(keyId).versions()).hasSize(2);
    }

    @Test
    void policyCanBeSwitchedOff() {
        String keyId = createRotated();
        engine.keys().updateRotationPolicy(keyId, null);
        clock.pass(YEAR, engine);
        assertThat(engine.keys().describe(keyId).versions()).hasSize(1);
        assertThat(engine.keys().describe(keyId).rotation().automatic())
                .isEqualTo(AutomaticRotation.DISABLED);
    }

    /** Several engines on one store are several processes to it. */
    @Test
    void manyProcessesRotateOnce() throws Exception {
        String keyId = createRotated();
        clock.pass(YEAR, engine);
        List<KmsEngine> engines = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (int i = 0; i < 4; i++) {
                engines.add(openEngine());
            }
            List<Future<Integer>> counts = new ArrayList<>();
            for (KmsEngine other : engines) {
                counts.add(threads.submit(() -> other.keys().describe(keyId).versions().size()));
            }
            for (Future<Integer> count : counts) {
                assertThat(count.get()).isEqualTo(2);
            }
            assertThat(engine.keys().describe(keyId).versions()).hasSize(2);
        } finally {
            threads.shutdownNow();
            engines.forEach(KmsEngine::close);
        }
    }
}
