package org.kmsjca.kms;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kmsjca.KeyState;
import org.kmsjca.KmsErrorCode;

public class StateTableTest {
    /**
     * Table 3.1 of the KMS model: a call, then Enabled, Disabled, PendingDeletion, PendingImport.
     */
    @ParameterizedTest
    @CsvSource({
        "CreateKey, ok, ok, ok, ok",
        "DescribeKey, ok, ok, ok, ok",
        "ListAliasesByKeyId, ok, ok, ok, ok",
        "DeleteAlias, ok, ok, ok, ok",
        "ListResourceTags, ok, ok, ok, ok",
        "DescribeKeyVersion, ok, ok, ok, ok",
        "ListKeyVersions, ok, ok, ok, ok",
        "GetPublicKey, ok, ok, ok, ok",
        "Encrypt, ok, Disabled, PendingDeletion, PendingImport",
        "Decrypt, ok, Disabled, PendingDeletion, PendingImport",
        "GenerateDataKey, ok, Disabled, PendingDeletion, PendingImport",
        "GenerateDataKeyWithoutPlaintext, ok, Disabled, PendingDeletion, PendingImport",
        "GenerateDataKeyPair, ok, Disabled, PendingDeletion, PendingImport",
        "GenerateDataKeyPairWithoutPlaintext, ok, Disabled, PendingDeletion, PendingImport",
        "GenerateAndExportDataKey, ok, Disabled, PendingDeletion, PendingImport",
        "ExportDataKey, ok, Disabled, PendingDeletion, PendingImport",
        "ReEncrypt, ok, Disabled, PendingDeletion, PendingImport",
        "AsymmetricEncrypt, ok, Disabled, PendingDeletion, PendingImport",
        "AsymmetricDecrypt, ok, Disabled, PendingDeletion, PendingImport",
        "AsymmetricSign, ok, Disabled, PendingDeletion, PendingImport",
        "AsymmetricVerify, ok, Disabled, PendingDeletion, PendingImport",
        "GenerateMac, ok, Disabled, PendingDeletion, PendingImport",
        "VerifyMac, ok, Disabled, PendingDeletion, PendingImport",
        "DeriveSharedSecret, ok, Disabled, PendingDeletion, PendingImport",
        "CreateKeyVersion, ok, Disabled, PendingDeletion, PendingImport",
        "UpdateRotationPolicy, ok, Disabled, PendingDeletion, PendingImport",
        "UpdateKeyDescription, ok, ok, PendingDeletion, ok",
        "TagResource, ok, ok, PendingDeletion, ok",
        "UntagResource, ok, ok, PendingDeletion, ok",
        "EnableKey, ok, ok, StateModifiedFailed, StateModifiedFailed",
        "DisableKey, ok, ok, StateModifiedFailed, StateModifiedFailed",
        "ScheduleKeyDeletion, ok, ok, StateModifiedFailed, ok",
        "CancelKeyDeletion, StateModifiedFailed, StateModifiedFailed, ok, StateModifiedFailed",
        "SetDeletionProtection, ok, ok, PendingDeletion, ok",
        "CreateAlias, ok, ok, StateModifiedFailed, ok",
        "UpdateAlias, ok, ok, PendingDeletion, ok",
        "GetParametersForImport, ok, ok, ok, ok",
        "DeleteKeyMaterial, ok, ok, ok, ok",
        "ImportKeyMaterial, ok, ok, StateModifiedFailed, ok",
    })
    void stateDecidesOnTheCall(
            String call, String enabled, String disabled, String pendingDeletion, String waiting) {
        KmsCall walked = call(call);
        assertThat(answer(walked, KeyState.ENABLED)).isEqualTo(enabled);
        assertThat(answer(walked, KeyState.DISABLED)).isEqualTo(disabled);
        assertThat(answer(walked, KeyState.PENDING_DELETION)).isEqualTo(pendingDeletion);
        assertThat(answer(walked, KeyState.PENDING_IMPORT)).isEqualTo(waiting);
    }

    @Test
    void everyCallIsWalked() {
        assertThat(KmsCall.values()).hasSize(39);
    }

    private static String answer(KmsCall call, KeyState state) {
        KmsErrorCode refusal = StateTable.refusal(call, state);
        if (refusal == null) {
            return "ok";
        }
        assertThat(refusal.httpStatus()).isEqualTo(409);
        return refusal.code().replace("Rejected.", "");
    }

    private static KmsCall call(String name) {
        for (KmsCall call : KmsCall.values()) {
            if (call.toString().equals(name)) {
                return call;
            }
        }
        throw new AssertionError("no call " + name);
    }

    /** What Cmk.authorize takes for granted. */
    @Test
    void enabledCmkRefusesNoUseByItsState() {
        for (KmsCall call : KmsCall.values()) {
            if (call.requiredUsage() != null) {
                assertThat(StateTable.refusal(call, KeyState.ENABLED)).as(call.toString()).isNull();
            }
        }
    }
}
