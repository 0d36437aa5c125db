package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kmsjca.CmkMetadata;
import org.kmsjca.CmkSpec;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyState;
import org.kmsjca.Kms;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.Origin;
import org.kmsjca.conformance.support.SharedKms;

/** The KMS's table "impact of CMK states on API calls", walked through the public API. */
@Tag("once")
class StateWalkTest extends SharedKms {
    /**
     * Call, kind of key, then the answers in Enabled, Disabled, PendingDeletion, PendingImport.
     * CreateKeyVersion is refused to a version that is younger than seven days.
     */
    @ParameterizedTest
    @CsvSource({
        "CreateKey, AES, ok, ok, ok, ok",
        "ListKeys, AES, ok, ok, ok, ok",
        "DescribeKey, AES, ok, ok, ok, ok",
        "ListAliases, AES, ok, ok, ok, ok",
        "ListAliasesByKeyId, AES, ok, ok, ok, ok",
        "DeleteAlias, AES, ok, ok, ok, ok",
        "ListResourceTags, AES, ok, ok, ok, ok",
        "DescribeKeyVersion, AES, ok, ok, ok, ok",
        "ListKeyVersions, AES, ok, ok, ok, ok",
        "GetPublicKey, RSA, ok, ok, ok, ok",
        "Encrypt, AES, ok, Disabled, PendingDeletion, PendingImport",
        "Decrypt, AES, ok, Disabled, PendingDeletion, PendingImport",
        "ReEncrypt, AES, ok, Disabled, PendingDeletion, PendingImport",
        "ReEncryptToIt, AES, ok, Disabled, PendingDeletion, PendingImport",
        "GenerateDataKey, AES, ok, Disabled, PendingDeletion, PendingImport",
        "GenerateDataKeyWithoutPlaintext, AES, ok, Disabled, PendingDeletion, PendingImport",
        "GenerateDataKeyPair, AES, ok, Disabled, PendingDeletion, PendingImport",
        "GenerateDataKeyPairWithoutPlaintext, AES, ok, Disabled, PendingDeletion, PendingImport",
        "GenerateAndExportDataKey, AES, ok, Disabled, PendingDeletion, PendingImport",
        "ExportDataKey, AES, ok, Disabled, PendingDeletion, PendingImport",
        "CipherEncrypt, AES, ok, Disabled, PendingDeletion, PendingImport",
        "CipherDecrypt, AES, ok, Disabled, PendingDeletion, PendingImport",
        "GenerateMac, MAC, ok, Disabled, PendingDeletion, PendingImport",
        "AsymmetricDecrypt, RSA, ok, Disabled, PendingDeletion, PendingImport",
        "AsymmetricSign, EC, ok, Disabled, PendingDeletion, PendingImport",
        "Kms.asymmetricSign, EC, ok, Disabled, PendingDeletion, PendingImport",
        "Kms.asymmetricVerify, EC, ok, Disabled, PendingDeletion, PendingImport",
        "Kms.asymmetricEncrypt, RSA, ok, Disabled, PendingDeletion, PendingImport",
        "Kms.asymmetricDecrypt, RSA, ok, Disabled, PendingDeletion, PendingImport",
        "Kms.generateMac, MAC, ok, Disabled, PendingDeletion, PendingImport",
        "Kms.verifyMac, MAC, ok, Disabled, PendingDeletion, PendingImport",
        "DeriveSharedSecret, ECDH, ok, Disabled, PendingDeletion, PendingImport",
        "CreateKeyVersion, KMS, UnsupportedOperation, Disabled, PendingDeletion, PendingImport",
        "UpdateRotationPolicy, KMS, ok, Disabled, PendingDeletion, PendingImport",
        "UpdateKeyDescription, AES, ok, ok, PendingDeletion, ok",
        "TagResource, AES, ok, ok, PendingDeletion, ok",
        "UntagResource, AES, ok, ok, PendingDeletion, ok",
        "EnableKey, AES, ok, ok, StateModifiedFailed, StateModifiedFailed",
        "DisableKey, AES, ok, ok, StateModifiedFailed, StateModifiedFailed",
        "ScheduleKeyDeletion, AES, ok, ok, StateModifiedFailed, ok",
        "CancelKeyDeletion, AES, StateModifiedFailed, StateModifiedFailed, ok,"
                + " StateModifiedFailed",
        "CreateAlias, AES, ok, ok, StateModifiedFailed, ok",
        "UpdateAlias, AES, ok, ok, PendingDeletion, ok",
        "EnableDeletionProtection, AES, ok, ok, PendingDeletion, ok",
        "DisableDeletionProtection, AES, ok, ok, PendingDeletion, ok",
        "GetParametersForImport, AES, ok, ok, ok, ok",
        "DeleteKeyMaterial, AES, ok, ok, ok, ok",
        "ImportKeyMaterial, AES, ok, ok, StateModifiedFailed, ok"
    })
    void stateDecidesOnTheCall(
            String call,
            WalkedKey.Kind kind,
            String enabled,
            String disabled,
            String pendingDeletion,
            String waiting)
            throws Exception {
        assertAnswer(call, kind, KeyState.ENABLED, enabled);
        assertAnswer(call, kind, KeyState.DISABLED, disabled);
        assertAnswer(call, kind, KeyState.PENDING_DELETION, pendingDeletion);
        assertAnswer(call, kind, KeyState.PENDING_IMPORT, waiting);
    }

    private void assertAnswer(String call, WalkedKey.Kind kind, KeyState state, String expected)
            throws Exception {
        WalkedKey key = WalkedKey.create(kms(), kind, state == KeyState.PENDING_IMPORT);
        WalkedCalls.Action action = WalkedCalls.prepare(call, kms(), key);
        key.bring(state);
        CmkMetadata before = kms().kms().describeKey(key.keyId());
        Throwable failure = catchThrowable(action::run);
        assertThat(answer(failure)).as("%s in %s", call, state).isEqualTo(expected);
        if (failure != null) {
            assertThat(kms().kms().describeKey(key.keyId())).isEqualTo(before);
            assertThat(code(failure).httpStatus())
                    .isEqualTo(code(failure).code().endsWith("Operation") ? 400 : 409);
        }
    }

    private static String answer(Throwable failure) {
        return failure == null ? "ok" : code(failure).code().replace("Rejected.", "");
    }

    private static KmsErrorCode code(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof KmsException kms) {
                return kms.code();
            }
        }
        throw new AssertionError("no refusal of the KMS", failure);
    }

    private CmkMetadata bring(KeyState state) {
        Kms kms = kms().kms();
        Origin origin = state == KeyState.PENDING_IMPORT ? Origin.EXTERNAL : Origin.ALIYUN_KMS;
        String id =
                kms.createKey(
                                CmkSpec.builder(KeySpec.ALIYUN_AES_256)
                                        .alias("walked-" + System.nanoTime())
                                        .origin(origin)
                                        .build())
                        .keyId();
        if (state == KeyState.DISABLED) {
            kms.disableKey(id);
        } else if (state == KeyState.PENDING_DELETION) {
            kms.scheduleKeyDeletion(id, 7);
        }
        CmkMetadata brought = kms.describeKey(id);
        assertThat(brought.keyState()).isEqualTo(state);
        return brought;
    }

    @Test
    void cancelledDeletionMakesEnabledWhateverItWas() {
        Kms kms = kms().kms();
        String id = bring(KeyState.DISABLED).keyId();
        kms.scheduleKeyDeletion(id, 7);
        kms.cancelKeyDeletion(id);
        assertThat(kms.describeKey(id).keyState()).isEqualTo(KeyState.ENABLED);
        assertThat(kms.describeKey(id).deleteDate()).isEmpty();
    }

    @Test
    void cancelledDeletionOfAKeyWithoutMaterialWaitsForItAgain() {
        Kms kms = kms().kms();
        String id = bring(KeyState.PENDING_IMPORT).keyId();
        kms.scheduleKeyDeletion(id, 7);
        kms.cancelKeyDeletion(id);
        assertThat(kms.describeKey(id).keyState()).isEqualTo(KeyState.PENDING_IMPORT);
    }

    @ParameterizedTest
    @CsvSource({
        "6, InvalidParameter",
        "7, ok",
        "366, ok",
        "367, InvalidParameter",
        "0, InvalidParameter"
    })
    void windowIsSevenTo366Days(int days, String expected) {
        String id = bring(KeyState.ENABLED).keyId();
        assertThat(answer(catchThrowable(() -> kms().kms().scheduleKeyDeletion(id, days))))
                .isEqualTo(expected);
    }

    @Test
    void protectedKeyIsNotScheduled() {
        Kms kms = kms().kms();
        String id = bring(KeyState.ENABLED).keyId();
        kms.enableDeletionProtection(id, "mine");
        assertThat(answer(catchThrowable(() -> kms.scheduleKeyDeletion(id, 7))))
                .isEqualTo("UnsupportedOperation");
        kms.disableDeletionProtection(id);
        kms.scheduleKeyDeletion(id, 7);
    }

    @ParameterizedTest
    @CsvSource({
        "EnableKey",
        "DisableKey",
        "ScheduleKeyDeletion",
        "CancelKeyDeletion",
        "CreateAlias",
        "UpdateAlias",
        "UpdateKeyDescription",
        "UpdateRotationPolicy",
        "TagResource",
        "GetParametersForImport",
        "DeleteKeyMaterial",
        "ImportKeyMaterial"
    })
    void changesTakeAKeyIdNotAnAlias(String call) throws Exception {
        WalkedKey key = WalkedKey.create(kms(), WalkedKey.Kind.AES, false);
        WalkedCalls.Action action = WalkedCalls.prepare(call, kms(), key.byItsAlias());
        assertThat(answer(catchThrowable(action::run))).isEqualTo("Unsupported.Alias");
    }
}
