package org.kmsjca.kms.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kmsjca.kms.engine.FidelityKms.NONE;
import static org.kmsjca.kms.engine.FidelityKms.refused;

import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.kmsjca.CiphertextBlob;
import org.kmsjca.CmkSpec;
import org.kmsjca.KeySpec;

/**
 * The calls that change a CMK's state, and service keys. What each call answers in each state is in
 * StateTableTest and, by calls, in StateWalkTest.
 */
final class FidelityOfStates {
    private static final String SCHEDULE = "ScheduleKeyDeletion";
    private static final String CANCEL = "CancelKeyDeletion";
    private static final byte[] TEXT = {1, 2, 3};

    static final List<FidelityRule> RULES =
            List.of(
                    // D21, zh table of states
                    new FidelityRule(
                            "EnableKey, DisableKey",
                            "may be called again; not in PendingDeletion or PendingImport",
                            kms -> {
                                String keyId = kms.aes();
                                kms.engine().keys().enable(keyId);
                                kms.engine().keys().disable(keyId);
                                kms.engine().keys().disable(keyId);
                                assertThat(kms.state(keyId)).isEqualTo("Disabled");
                                kms.engine().keys().enable(keyId);
                                kms.engine().keys().scheduleDeletion(keyId, 7);
                                String waiting = kms.external(KeySpec.ALIYUN_AES_256);
                                for (String each : List.of(keyId, waiting)) {
                                    refused(
                                            "Rejected.StateModifiedFailed",
                                            409,
                                            () -> kms.engine().keys().enable(each));
                                    refused(
                                            "Rejected.StateModifiedFailed",
                                            409,
                                            () -> kms.engine().keys().disable(each));
                                }
                            }),
                    // GO, TF: 7 to 366; D21: 7 to 30
                    new FidelityRule(
                            SCHEDULE,
                            "PendingWindowInDays is 7 to 366",
                            kms -> {
                                for (int days : new int[] {7, 366}) {
                                    String keyId = kms.aes();
                                    assertThat(kms.engine().keys().scheduleDeletion(keyId, days))
                                            .isEqualTo(
                                                    kms.clock
                                                            .instant()
                                                            .plus(Duration.ofDays(days)));
                                    assertThat(kms.describe(keyId).deleteDate())
                                            .contains(
                                                    kms.clock
                                                            .instant()
                                                            .plus(Duration.ofDays(days)));
                                }
                                String keyId = kms.aes();
                                for (int days : new int[] {6, 367}) {
                                    refused(
                                            "InvalidParameter",
                                            400,
                                            () ->
                                                    kms.engine()
                                                            .keys()
                                                            .scheduleDeletion(keyId, days));
                                }
                            }),
                    // D21, zh table of states
                    new FidelityRule(
                            SCHEDULE,
                            "also of a Disabled CMK and of one in PendingImport, once",
                            kms -> {
                                String disabled = kms.aes();
                                kms.engine().keys().disable(disabled);
                                String waiting = kms.external(KeySpec.ALIYUN_AES_256);
                                for (String each : List.of(disabled, waiting)) {
                                    kms.engine().keys().scheduleDeletion(each, 7);
                                    assertThat(kms.state(each)).isEqualTo("PendingDeletion");
                                    refused(
                                            "Rejected.StateModifiedFailed",
                                            409,
                                            () -> kms.engine().keys().scheduleDeletion(each, 7));
                                }
                            }),
                    // D21 ScheduleKeyDeletion; that the alias is free then is UNVERIFIED
                    new FidelityRule(
                            SCHEDULE,
                            "after the waiting period the CMK is gone, and its data cannot be read",
                            kms -> {
                                String keyId = kms.aes();
                                kms.engine().aliases().create("alias/gone", keyId);
                                CiphertextBlob blob = kms.encrypt(keyId, TEXT, NONE);
                                kms.engine().keys().scheduleDeletion(keyId, 7);
                                kms.passDays(8);
                                refused("Forbidden.KeyNotFound", 404, () -> kms.describe(keyId));
                                refused(
                                        "Forbidden.KeyNotFound",
                                        404,
                                        () -> kms.decrypt(blob, NONE));
                                kms.engine().aliases().create("alias/gone", kms.aes());
                            }),
                    // GO cancel_key_deletion: "the CMK is in the Enabled state"
                    new FidelityRule(
                            CANCEL,
                            "the CMK is Enabled then, also one that was Disabled",
                            kms -> {
                                String keyId = kms.aes();
                                kms.engine().keys().disable(keyId);
                                kms.engine().keys().scheduleDeletion(keyId, 7);
                                kms.engine().keys().cancelDeletion(keyId);
                                assertThat(kms.state(keyId)).isEqualTo("Enabled");
                                assertThat(kms.describe(keyId).deleteDate()).isEmpty();
                                refused(
                                        "Rejected.StateModifiedFailed",
                                        409,
                                        () -> kms.engine().keys().cancelDeletion(keyId));
                            }),
                    // D21, zh table of states
                    new FidelityRule(
                            CANCEL,
                            "one without material waits for it again",
                            kms -> {
                                String keyId = kms.external(KeySpec.ALIYUN_AES_256);
                                kms.engine().keys().scheduleDeletion(keyId, 7);
                                kms.engine().keys().cancelDeletion(keyId);
                                assertThat(kms.state(keyId)).isEqualTo("PendingImport");
                            }),
                    // GO set_deletion_protection; that the code is this one is UNVERIFIED
                    new FidelityRule(
                            "SetDeletionProtection",
                            "ScheduleKeyDeletion is refused; not to be set in PendingDeletion",
                            kms -> {
                                String keyId = kms.aes();
                                kms.engine().keys().enableDeletionProtection(keyId, "in use");
                                refused(
                                        "UnsupportedOperation",
                                        400,
                                        () -> kms.engine().keys().scheduleDeletion(keyId, 7));
                                kms.engine().keys().disableDeletionProtection(keyId);
                                kms.engine().keys().scheduleDeletion(keyId, 7);
                                refused(
                                        "Rejected.PendingDeletion",
                                        409,
                                        () ->
                                                kms.engine()
                                                        .keys()
                                                        .enableDeletionProtection(keyId, "late"));
                            }),
                    // SEED: the Creator is the service's code, the alias acs/<code>
                    new FidelityRule(
                            "Service keys",
                            "a service's key is Creator's code and alias/acs/<code>",
                            kms -> {
                                kms.callAs("service/OSS");
                                kms.encrypt("alias/acs/oss", TEXT, NONE);
                                assertThat(kms.describe("alias/acs/oss").creator())
                                        .isEqualTo("OSS");
                            }),
                    // SEED; D21 "service-managed keys"
                    new FidelityRule(
                            "Service keys",
                            "users may encrypt under them and not change them",
                            kms -> {
                                kms.callAs("service/OSS");
                                CiphertextBlob blob = kms.encrypt("alias/acs/oss", TEXT, NONE);
                                kms.callAs("user");
                                assertThat(kms.decrypt(blob, NONE)).isEqualTo(TEXT);
                                kms.encrypt("alias/acs/oss", TEXT, NONE);
                                String keyId = blob.keyId();
                                for (var change : changes(kms, keyId)) {
                                    // UNVERIFIED: the code
                                    refused("UnsupportedOperation", 400, change);
                                }
                            }),
                    // SEED gives a rule, no list; "alias/acs/kms" is in use
                    new FidelityRule(
                            "Service keys",
                            "any service has a code",
                            kms -> {
                                kms.callAs("service/KMS");
                                kms.encrypt("alias/acs/kms", TEXT, NONE);
                                assertThat(kms.describe("alias/acs/kms").creator())
                                        .isEqualTo("KMS");
                            }),
                    // D21 Limits, HELP March 2026
                    new FidelityRule(
                            "Service keys",
                            "get no new versions, not even by their service",
                            kms -> {
                                kms.callAs("service/OSS");
                                String keyId = kms.encrypt("alias/acs/oss", TEXT, NONE).keyId();
                                kms.passDays(8);
                                refused(
                                        "Rejected.UnsupportedOperation",
                                        400,
                                        () ->
                                                kms.engine()
                                                        .creations()
                                                        .createVersion("alias/acs/oss"));
                                refused(
                                        "Rejected.UnsupportedOperation",
                                        400,
                                        () ->
                                                kms.engine()
                                                        .keys()
                                                        .updateRotationPolicy(
                                                                keyId, Duration.ofDays(30)));
                            }),
                    // HELP manage-a-key-alias: acs is reserved
                    new FidelityRule(
                            "Service keys",
                            "nobody else has an alias acs/",
                            kms ->
                                    refused(
                                            "InvalidParameter",
                                            400,
                                            () ->
                                                    kms.engine()
                                                            .creations()
                                                            .createKey(
                                                                    CmkSpec.builder()
                                                                            .alias("acs/mine")
                                                                            .build()))));

    private FidelityOfStates() {}

    private static List<ThrowingCallable> changes(FidelityKms kms, String keyId) {
        return List.of(
                () -> kms.engine().keys().disable(keyId),
                () -> kms.engine().keys().scheduleDeletion(keyId, 7),
                () -> kms.engine().keys().updateDescription(keyId, "mine"),
                () -> kms.engine().aliases().create("alias/mine", keyId));
    }
}
