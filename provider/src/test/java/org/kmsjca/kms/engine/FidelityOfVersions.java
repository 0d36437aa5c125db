package org.kmsjca.kms.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kmsjca.kms.engine.FidelityKms.NONE;
import static org.kmsjca.kms.engine.FidelityKms.refused;

import java.time.Duration;
import java.util.List;
import org.kmsjca.CiphertextBlob;
import org.kmsjca.CmkMetadata;
import org.kmsjca.KeySpec;

/** CreateKeyVersion, DescribeKeyVersion, UpdateRotationPolicy, GetPublicKey. */
final class FidelityOfVersions {
    private static final String CREATE = "CreateKeyVersion";
    private static final String ROTATE = "UpdateRotationPolicy";
    private static final Duration MONTH = Duration.ofDays(30);
    private static final byte[] TEXT = {1, 2, 3};

    static final List<FidelityRule> RULES =
            List.of(
                    // D21, GO: asymmetric; HELP zh: symmetric of software. Both are taken here.
                    new FidelityRule(
                            CREATE,
                            "versions of an asymmetric CMK are equal",
                            kms -> {
                                String keyId = kms.create(KeySpec.EC_P256);
                                kms.passDays(8);
                                String second =
                                        kms.engine()
                                                .creations()
                                                .createVersion(keyId)
                                                .keyVersionId();
                                CmkMetadata cmk = kms.describe(keyId);
                                assertThat(cmk.versions()).hasSize(2);
                                assertThat(cmk.primaryKeyVersion()).isEmpty();
                                assertThat(kms.engine().asymmetric().getPublicKey(keyId, second))
                                        .isNotEqualTo(
                                                kms.engine()
                                                        .asymmetric()
                                                        .getPublicKey(keyId, null));
                            }),
                    // D21 CreateKeyVersion; UNVERIFIED: the code
                    new FidelityRule(
                            CREATE,
                            "not within 7 days after the version before",
                            kms -> {
                                String keyId = kms.create(KeySpec.EC_P256);
                                kms.clock.advance(Duration.ofDays(7).minusSeconds(1));
                                refused(
                                        "Rejected.UnsupportedOperation",
                                        400,
                                        () -> kms.engine().creations().createVersion(keyId));
                                kms.clock.advance(Duration.ofSeconds(1));
                                kms.engine().creations().createVersion(keyId);
                            }),
                    // D21 CreateKeyVersion: 50; UNVERIFIED: the code
                    new FidelityRule(
                            CREATE,
                            "at most 50 versions",
                            kms -> {
                                String keyId = kms.aes();
                                for (int versions = 1; versions < 50; versions++) {
                                    kms.passDays(7);
                                    kms.engine().creations().createVersion(keyId);
                                }
                                kms.passDays(7);
                                refused(
                                        "Rejected.LimitExceeded",
                                        () -> kms.engine().creations().createVersion(keyId));
                            }),
                    // D21 CreateKeyVersion.md, GO create_key_version, HELP
                    new FidelityRule(
                            CREATE,
                            "by an alias too",
                            kms -> {
                                kms.engine().aliases().create("alias/orders", kms.aes());
                                kms.passDays(8);
                                kms.engine().creations().createVersion("alias/orders");
                                assertThat(kms.describe("alias/orders").versions()).hasSize(2);
                                refused(
                                        "Forbidden.AliasNotFound",
                                        404,
                                        () -> kms.engine().creations().createVersion("alias/none"));
                            }),
                    // D21 Limits
                    new FidelityRule(
                            CREATE,
                            "not of imported material",
                            kms -> {
                                String keyId = kms.imported();
                                kms.passDays(8);
                                refused(
                                        "Rejected.UnsupportedOperation",
                                        () -> kms.engine().creations().createVersion(keyId));
                            }),
                    // D21 DescribeKeyVersion, ListKeyVersions; Responses
                    new FidelityRule(
                            "DescribeKeyVersion",
                            "by key id or alias; 404 where there is no such version",
                            kms -> {
                                String keyId = kms.aes();
                                kms.engine().aliases().create("alias/orders", keyId);
                                var version = kms.describe(keyId).versions().get(0);
                                assertThat(
                                                kms.engine()
                                                        .keys()
                                                        .describeVersion(
                                                                "alias/orders",
                                                                version.keyVersionId()))
                                        .isEqualTo(version);
                                refused(
                                        "Forbidden.KeyVersionNotFound",
                                        404,
                                        () -> kms.engine().keys().describeVersion(keyId, keyId));
                            }),
                    // D21 UpdateRotationPolicy, HELP March 2026
                    new FidelityRule(
                            ROTATE,
                            "AES and SM4 only",
                            kms -> {
                                for (KeySpec spec :
                                        List.of(KeySpec.ALIYUN_AES_256, KeySpec.ALIYUN_SM4)) {
                                    kms.engine()
                                            .keys()
                                            .updateRotationPolicy(kms.create(spec), MONTH);
                                }
                                String rsa = kms.create(KeySpec.RSA_2048);
                                String imported = kms.imported();
                                for (String each : List.of(rsa, imported)) {
                                    refused(
                                            "Rejected.UnsupportedOperation",
                                            () ->
                                                    kms.engine()
                                                            .keys()
                                                            .updateRotationPolicy(each, MONTH));
                                }
                            }),
                    // D21 UpdateRotationPolicy
                    new FidelityRule(
                            ROTATE,
                            "of an Enabled CMK, by its key id",
                            kms -> {
                                String keyId = kms.aes();
                                kms.engine().aliases().create("alias/orders", keyId);
                                refused(
                                        "Unsupported.Alias",
                                        () ->
                                                kms.engine()
                                                        .keys()
                                                        .updateRotationPolicy(
                                                                "alias/orders", MONTH));
                                kms.engine().keys().disable(keyId);
                                refused(
                                        "Rejected.Disabled",
                                        409,
                                        () ->
                                                kms.engine()
                                                        .keys()
                                                        .updateRotationPolicy(keyId, MONTH));
                            }),
                    // D21 Automatic key rotation: Disabled CMKs are Suspended, overdue ones follow
                    new FidelityRule(
                            ROTATE,
                            "waits while the CMK is Disabled, and follows",
                            kms -> {
                                String keyId = kms.aes();
                                kms.engine().keys().updateRotationPolicy(keyId, MONTH);
                                assertThat(rotation(kms, keyId)).isEqualTo("Enabled");
                                kms.engine().keys().disable(keyId);
                                assertThat(rotation(kms, keyId)).isEqualTo("Suspended");
                                kms.passDays(31);
                                assertThat(kms.describe(keyId).versions()).hasSize(1);
                                kms.engine().keys().enable(keyId);
                                assertThat(rotation(kms, keyId)).isEqualTo("Enabled");
                                assertThat(kms.describe(keyId).versions()).hasSize(2);
                            }),
                    // D21 Automatic key rotation: "non-primary versions ... need to be used to
                    // decrypt data"
                    new FidelityRule(
                            ROTATE,
                            "the new version encrypts, old ones decrypt",
                            kms -> {
                                String keyId = kms.aes();
                                CiphertextBlob old = kms.encrypt(keyId, TEXT, NONE);
                                kms.engine().keys().updateRotationPolicy(keyId, MONTH);
                                kms.passDays(30);
                                CiphertextBlob fresh = kms.encrypt(keyId, TEXT, NONE);
                                assertThat(fresh.keyVersionId()).isNotEqualTo(old.keyVersionId());
                                assertThat(kms.describe(keyId).primaryKeyVersion())
                                        .contains(fresh.keyVersionId());
                                assertThat(kms.decrypt(old, NONE)).isEqualTo(TEXT);
                                assertThat(kms.decrypt(fresh, NONE)).isEqualTo(TEXT);
                            }),
                    // D21 DescribeKey
                    new FidelityRule(
                            ROTATE,
                            "NextRotationDate is there while it is on",
                            kms -> {
                                String keyId = kms.aes();
                                assertThat(kms.describe(keyId).rotation().nextRotationDate())
                                        .isEmpty();
                                kms.engine().keys().updateRotationPolicy(keyId, MONTH);
                                assertThat(kms.describe(keyId).rotation().nextRotationDate())
                                        .contains(kms.clock.instant().plus(MONTH));
                                kms.engine().keys().updateRotationPolicy(keyId, null);
                                assertThat(kms.describe(keyId).rotation().nextRotationDate())
                                        .isEmpty();
                            }),
                    // D21 GetPublicKey; without a version it is ours
                    new FidelityRule(
                            "GetPublicKey",
                            "of an asymmetric CMK only",
                            kms -> {
                                String keyId = kms.create(KeySpec.RSA_2048);
                                assertThat(
                                                kms.engine()
                                                        .asymmetric()
                                                        .getPublicKey(keyId, null)
                                                        .getAlgorithm())
                                        .isEqualTo("RSA");
                                String aes = kms.aes();
                                refused(
                                        "Rejected.UnsupportedOperation",
                                        400,
                                        () -> kms.engine().asymmetric().getPublicKey(aes, null));
                                refused(
                                        "Forbidden.KeyVersionNotFound",
                                        404,
                                        () ->
                                                kms.engine()
                                                        .asymmetric()
                                                        .getPublicKey(keyId, "none"));
                            }));

    private FidelityOfVersions() {}

    private static String rotation(FidelityKms kms, String keyId) {
        return kms.describe(keyId).rotation().automatic().toString();
    }
}
