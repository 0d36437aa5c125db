package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Cipher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kmsjca.CmkMetadata;
import org.kmsjca.CmkSpec;
import org.kmsjca.KeyFilter;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyState;
import org.kmsjca.Kms;
import org.kmsjca.KmsException;
import org.kmsjca.Origin;
import org.kmsjca.PageRequest;
import org.kmsjca.conformance.support.FreshKms;

/** The KMS's table "impact of CMK states on API calls", walked through the public API. */
class StateWalkTest extends FreshKms {
    /** A call with the key under test. */
    private interface Call {
        void on(String keyId) throws Exception;
    }

    private Map<String, Call> calls(String other) {
        Kms kms = kms().kms();
        kms.createAlias("other", other);
        Map<String, Call> calls = new LinkedHashMap<>();
        calls.put("CreateKey", id -> kms.createKey(CmkSpec.of(KeySpec.ALIYUN_AES_128)));
        calls.put("ListKeys", id -> kms.listKeys(KeyFilter.ALL, PageRequest.FIRST));
        calls.put("DescribeKey", kms::describeKey);
        calls.put("ListAliases", id -> kms.listAliases(PageRequest.FIRST));
        calls.put("ListAliasesByKeyId", id -> kms.listAliasesByKeyId(id, PageRequest.FIRST));
        calls.put("DeleteAlias", id -> kms.deleteAlias("walked"));
        calls.put("UpdateKeyDescription", id -> kms.updateKeyDescription(id, "new"));
        calls.put("EnableKey", kms::enableKey);
        calls.put("DisableKey", kms::disableKey);
        calls.put("ScheduleKeyDeletion", id -> kms.scheduleKeyDeletion(id, 7));
        calls.put("CancelKeyDeletion", kms::cancelKeyDeletion);
        calls.put("CreateAlias", id -> kms.createAlias("another", id));
        calls.put("UpdateAlias", id -> kms.updateAlias("other", id));
        calls.put("EnableDeletionProtection", id -> kms.enableDeletionProtection(id, "mine"));
        calls.put("DisableDeletionProtection", kms::disableDeletionProtection);
        calls.put("Encrypt", id -> init(id, Cipher.ENCRYPT_MODE));
        calls.put("Decrypt", id -> init(id, Cipher.DECRYPT_MODE));
        return calls;
    }

    private void init(String keyId, int mode) throws Exception {
        SymmetricCase gcm = new SymmetricCase("AES/GCM/NoPadding", 256);
        kms().cipher(gcm.transformation()).init(mode, kms().handle(keyId), gcm.parameters(1));
    }

    /** Call, then the answers in Enabled, Disabled, PendingDeletion, PendingImport. */
    @ParameterizedTest
    @CsvSource({
        "CreateKey, ok, ok, ok, ok",
        "ListKeys, ok, ok, ok, ok",
        "DescribeKey, ok, ok, ok, ok",
        "ListAliases, ok, ok, ok, ok",
        "ListAliasesByKeyId, ok, ok, ok, ok",
        "DeleteAlias, ok, ok, ok, ok",
        "UpdateKeyDescription, ok, ok, Rejected.PendingDeletion, ok",
        "EnableKey, ok, ok, Rejected.StateModifiedFailed, Rejected.StateModifiedFailed",
        "DisableKey, ok, ok, Rejected.StateModifiedFailed, Rejected.StateModifiedFailed",
        "ScheduleKeyDeletion, ok, ok, Rejected.StateModifiedFailed, ok",
        "CancelKeyDeletion, Rejected.StateModifiedFailed, Rejected.StateModifiedFailed, ok,"
                + " Rejected.StateModifiedFailed",
        "CreateAlias, ok, ok, Rejected.StateModifiedFailed, ok",
        "UpdateAlias, ok, ok, Rejected.PendingDeletion, ok",
        "EnableDeletionProtection, ok, ok, Rejected.PendingDeletion, ok",
        "DisableDeletionProtection, ok, ok, Rejected.PendingDeletion, ok",
        "Encrypt, ok, Rejected.Disabled, Rejected.PendingDeletion, no key",
        "Decrypt, ok, Rejected.Disabled, Rejected.PendingDeletion, no key"
    })
    void stateDecidesOnTheCall(
            String call, String enabled, String disabled, String pendingDeletion, String waiting) {
        assertAnswer(call, KeyState.ENABLED, enabled);
        assertAnswer(call, KeyState.DISABLED, disabled);
        assertAnswer(call, KeyState.PENDING_DELETION, pendingDeletion);
        assertAnswer(call, KeyState.PENDING_IMPORT, waiting);
    }

    private void assertAnswer(String call, KeyState state, String expected) {
        Kms kms = kms().kms();
        String other = kms.createKey(CmkSpec.of(KeySpec.ALIYUN_AES_256)).keyId();
        Map<String, Call> calls = calls(other);
        CmkMetadata before = bring(state);
        Throwable failure = catchThrowable(() -> calls.get(call).on(before.keyId()));
        assertThat(answer(failure)).as("%s in %s", call, state).isEqualTo(expected);
        if (failure != null) {
            assertThat(kms.describeKey(before.keyId())).isEqualTo(before);
        }
        kms.listAliases(PageRequest.FIRST).items().forEach(a -> kms.deleteAlias(a.aliasName()));
    }

    /** PendingImport has no material, so the KeyStore has no key to give to a cipher. */
    private static String answer(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof KmsException kms) {
                return kms.code().code();
            }
        }
        return failure == null ? "ok" : "no key";
    }

    private CmkMetadata bring(KeyState state) {
        Kms kms = kms().kms();
        Origin origin = state == KeyState.PENDING_IMPORT ? Origin.EXTERNAL : Origin.ALIYUN_KMS;
        String id =
                kms.createKey(
                                CmkSpec.builder(KeySpec.ALIYUN_AES_256)
                                        .alias("walked")
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
        "UpdateKeyDescription"
    })
    void changesTakeAKeyIdNotAnAlias(String call) {
        String other = kms().kms().createKey(CmkSpec.of(KeySpec.ALIYUN_AES_256)).keyId();
        bring(KeyState.ENABLED);
        assertThat(answer(catchThrowable(() -> calls(other).get(call).on("alias/walked"))))
                .isEqualTo("Unsupported.Alias");
    }
}
