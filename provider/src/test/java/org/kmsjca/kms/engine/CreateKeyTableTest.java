package org.kmsjca.kms.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.kmsjca.CmkMetadata;
import org.kmsjca.CmkSpec;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyUsage;
import org.kmsjca.KmsException;
import org.kmsjca.Origin;
import org.kmsjca.ProtectionLevel;
import org.kmsjca.config.Configuration;

/**
 * Every combination of CreateKey's parameters, on a KMS without an HSM. What is expected is written
 * down from the KMS's documents, not asked of the code.
 */
@Tag("once")
class CreateKeyTableTest {
    /** A KeySpec, the usages it may have, and whether the KMS rotates it by itself. */
    private record Spec(String name, List<String> usages, boolean rotates) {
        static Spec of(String name, String... usages) {
            return new Spec(name, List.of(usages), false);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static final String CIPHER = "ENCRYPT/DECRYPT";
    private static final String SIGN = "SIGN/VERIFY";
    private static final String MAC = "GENERATE/VERIFY MAC";
    private static final String AGREE = "KEY_AGREEMENT";

    static final List<Spec> SPECS =
            List.of(
                    new Spec("Aliyun_AES_256", List.of(CIPHER), true),
                    new Spec("Aliyun_AES_192", List.of(CIPHER), true),
                    new Spec("Aliyun_AES_128", List.of(CIPHER), true),
                    new Spec("Aliyun_SM4", List.of(CIPHER), true),
                    Spec.of("HMAC_SHA_1", MAC),
                    Spec.of("HMAC_SHA_224", MAC),
                    Spec.of("HMAC_SHA_256", MAC),
                    Spec.of("HMAC_SHA_384", MAC),
                    Spec.of("HMAC_SHA_512", MAC),
                    Spec.of("HMAC_SHA_512_224", MAC),
                    Spec.of("HMAC_SHA_512_256", MAC),
                    Spec.of("HMAC_SHA3_224", MAC),
                    Spec.of("HMAC_SHA3_256", MAC),
                    Spec.of("HMAC_SHA3_384", MAC),
                    Spec.of("HMAC_SHA3_512", MAC),
                    Spec.of("HMAC_SM3", MAC),
                    Spec.of("RSA_2048", SIGN, CIPHER),
                    Spec.of("RSA_3072", SIGN, CIPHER),
                    Spec.of("RSA_4096", SIGN, CIPHER),
                    Spec.of("EC_P256", SIGN, AGREE),
                    Spec.of("EC_P256K", SIGN, AGREE),
                    Spec.of("EC_P384", SIGN, AGREE),
                    Spec.of("EC_P521", SIGN, AGREE),
                    Spec.of("EC_SM2", SIGN, CIPHER),
                    Spec.of("Ed25519", SIGN),
                    Spec.of("ML_DSA_44", SIGN),
                    Spec.of("ML_DSA_65", SIGN),
                    Spec.of("ML_DSA_87", SIGN));

    private static final List<String> USAGES = List.of(CIPHER, SIGN, MAC, AGREE);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration SHORTEST = Duration.ofDays(7);
    private static final Duration LONGEST = Duration.ofDays(730);
    private static final List<Optional<Duration>> INTERVALS =
            List.of(
                    Optional.empty(),
                    Optional.of(Duration.ZERO),
                    Optional.of(SHORTEST.minus(SECOND)),
                    Optional.of(SHORTEST),
                    Optional.of(LONGEST),
                    Optional.of(LONGEST.plus(SECOND)));

    private static KmsEngine engine;

    @BeforeAll
    static void open(@TempDir Path home) {
        engine = EngineFactory.open(Configuration.defaults(home), new TestClock(), null);
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    @Test
    void tableHasEverySpecAndEveryUsage() {
        assertThat(SPECS)
                .extracting(Spec::name)
                .containsExactlyInAnyOrderElementsOf(names(KeySpec.values()));
        assertThat(USAGES).containsExactlyInAnyOrderElementsOf(names(KeyUsage.values()));
    }

    private static List<String> names(Object[] values) {
        return List.of(values).stream().map(Object::toString).toList();
    }

    @ParameterizedTest
    @FieldSource("SPECS")
    void combinationIsMadeOrRefusedAsTheKmsDoes(Spec spec) {
        for (String usage : USAGES) {
            for (Origin origin : Origin.values()) {
                for (ProtectionLevel level : ProtectionLevel.values()) {
                    for (Optional<Duration> interval : INTERVALS) {
                        assertThat(outcome(spec, usage, origin, level, interval))
                                .as("%s %s %s %s %s", spec, usage, origin, level, interval)
                                .isEqualTo(expected(spec, usage, origin, level, interval));
                    }
                }
            }
        }
    }

    private static String expected(
            Spec spec,
            String usage,
            Origin origin,
            ProtectionLevel level,
            Optional<Duration> interval) {
        if (!spec.usages().contains(usage)) {
            return "InvalidParameter"; // D21 CreateKey: KeyUsage by KeySpec
        }
        if (interval.isPresent()) {
            if (interval.get().compareTo(SHORTEST) < 0 || interval.get().compareTo(LONGEST) > 0) {
                return "InvalidParameter"; // D21, GO: 7 to 730 days
            }
            if (!spec.rotates() || origin == Origin.EXTERNAL) {
                return "UnsupportedOperation"; // D21 Automatic rotation, TF; META: code
            }
        }
        if (level == ProtectionLevel.HSM) {
            return "Unsupported.ProtectionLevel"; // D21 Responses
        }
        String rotation = interval.isPresent() ? "Enabled" : "Disabled"; // D21 DescribeKey
        return (origin == Origin.EXTERNAL ? "PendingImport " : "Enabled ") + rotation;
    }

    private static String outcome(
            Spec spec,
            String usage,
            Origin origin,
            ProtectionLevel level,
            Optional<Duration> interval) {
        try {
            CmkSpec.Builder builder =
                    CmkSpec.builder(KeySpec.of(spec.name()))
                            .usage(KeyUsage.of(usage))
                            .origin(origin)
                            .protectionLevel(level);
            interval.ifPresent(builder::rotationInterval);
            CmkMetadata cmk = engine.creations().createKey(builder.build());
            assertThat(cmk.rotation().interval()).isEqualTo(interval);
            return cmk.keyState() + " " + cmk.rotation().automatic();
        } catch (KmsException e) {
            return e.code().code();
        }
    }
}
