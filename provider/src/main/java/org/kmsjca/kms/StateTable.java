package org.kmsjca.kms;

import org.jspecify.annotations.Nullable;
import org.kmsjca.KeyState;
import org.kmsjca.KmsErrorCode;

/** Which call a CMK of which state refuses, and with which code. */
public final class StateTable {
    private static final Row NEVER = new Row(null, null, null, null);
    private static final Row ENABLED_ONLY =
            new Row(
                    null,
                    KmsErrorCode.DISABLED,
                    KmsErrorCode.PENDING_DELETION,
                    KmsErrorCode.PENDING_IMPORT);
    private static final Row NOT_WHEN_DYING =
            new Row(null, null, KmsErrorCode.PENDING_DELETION, null);
    private static final Row NO_CHANGE_WHEN_DYING =
            new Row(null, null, KmsErrorCode.STATE_MODIFIED_FAILED, null);
    private static final Row NO_CHANGE_WITHOUT_MATERIAL =
            new Row(
                    null,
                    null,
                    KmsErrorCode.STATE_MODIFIED_FAILED,
                    KmsErrorCode.STATE_MODIFIED_FAILED);
    private static final Row DYING_ONLY =
            new Row(
                    KmsErrorCode.STATE_MODIFIED_FAILED,
                    KmsErrorCode.STATE_MODIFIED_FAILED,
                    null,
                    KmsErrorCode.STATE_MODIFIED_FAILED);

    private StateTable() {}

    /** The codes that refuse a call in each state; null where it is allowed. */
    private record Row(
            @Nullable KmsErrorCode enabled,
            @Nullable KmsErrorCode disabled,
            @Nullable KmsErrorCode pendingDeletion,
            @Nullable KmsErrorCode pendingImport) {}

    /** The code that refuses the call, or null when the state allows it. */
    public static @Nullable KmsErrorCode refusal(KmsCall call, KeyState state) {
        Row row = rowOf(call);
        return switch (state) {
            case ENABLED -> row.enabled();
            case DISABLED -> row.disabled();
            case PENDING_DELETION -> row.pendingDeletion();
            case PENDING_IMPORT -> row.pendingImport();
        };
    }

    private static Row rowOf(KmsCall call) {
        return switch (call) {
            case CREATE_KEY,
                    DESCRIBE_KEY,
                    LIST_ALIASES_BY_KEY_ID,
                    DELETE_ALIAS,
                    LIST_RESOURCE_TAGS,
                    DESCRIBE_KEY_VERSION,
                    LIST_KEY_VERSIONS,
                    GET_PUBLIC_KEY,
                    GET_PARAMETERS_FOR_IMPORT,
                    DELETE_KEY_MATERIAL ->
                    NEVER;
            case ENCRYPT,
                    DECRYPT,
                    GENERATE_DATA_KEY,
                    GENERATE_DATA_KEY_WITHOUT_PLAINTEXT,
                    GENERATE_DATA_KEY_PAIR,
                    GENERATE_DATA_KEY_PAIR_WITHOUT_PLAINTEXT,
                    GENERATE_AND_EXPORT_DATA_KEY,
                    EXPORT_DATA_KEY,
                    RE_ENCRYPT,
                    ASYMMETRIC_ENCRYPT,
                    ASYMMETRIC_DECRYPT,
                    ASYMMETRIC_SIGN,
                    ASYMMETRIC_VERIFY,
                    GENERATE_MAC,
                    VERIFY_MAC,
                    DERIVE_SHARED_SECRET,
                    CREATE_KEY_VERSION,
                    UPDATE_ROTATION_POLICY ->
                    ENABLED_ONLY;
            case UPDATE_KEY_DESCRIPTION,
                    TAG_RESOURCE,
                    UNTAG_RESOURCE,
                    UPDATE_ALIAS,
                    SET_DELETION_PROTECTION ->
                    NOT_WHEN_DYING;
            case ENABLE_KEY, DISABLE_KEY -> NO_CHANGE_WITHOUT_MATERIAL;
            case SCHEDULE_KEY_DELETION, CREATE_ALIAS, IMPORT_KEY_MATERIAL -> NO_CHANGE_WHEN_DYING;
            case CANCEL_KEY_DELETION -> DYING_ONLY;
        };
    }
}
