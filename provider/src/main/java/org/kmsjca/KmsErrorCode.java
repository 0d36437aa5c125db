package org.kmsjca;

/** The error codes of the KMS (API 2016-01-20) that this engine answers with. */
public enum KmsErrorCode {
    MISSING_PARAMETER("MissingParameter", 400),
    INVALID_PARAMETER("InvalidParameter", 400),
    ALIAS_ALREADY_EXISTS("AliasAlreadyExists", 400),
    INVALID_KEY_MATERIAL("InvalidKeyMaterial", 400),
    INVALID_IMPORT_TOKEN("InvalidImportToken", 400),
    EXPIRED_IMPORT_TOKEN("ExpiredImportToken", 400),
    LIMIT_EXCEEDED("Rejected.LimitExceeded", 400),
    UNSUPPORTED_ALIAS("Unsupported.Alias", 400),
    UNSUPPORTED_ORIGIN("Unsupported.Origin", 400),
    UNSUPPORTED_PROTECTION_LEVEL("Unsupported.ProtectionLevel", 400),
    UNSUPPORTED_OPERATION("UnsupportedOperation", 400),
    REJECTED_UNSUPPORTED_OPERATION("Rejected.UnsupportedOperation", 400),
    NO_PERMISSION("Forbidden.NoPermission", 403),
    KEY_NOT_FOUND("Forbidden.KeyNotFound", 404),
    KEY_VERSION_NOT_FOUND("Forbidden.KeyVersionNotFound", 404),
    ALIAS_NOT_FOUND("Forbidden.AliasNotFound", 404),
    STATE_MODIFIED_FAILED("Rejected.StateModifiedFailed", 409),
    DISABLED("Rejected.Disabled", 409),
    PENDING_DELETION("Rejected.PendingDeletion", 409),
    PENDING_IMPORT("Rejected.PendingImport", 409),
    UNAVAILABLE("Rejected.Unavailable", 409),
    INTERNAL_FAILURE("InternalFailure", 500),
    SERVICE_UNAVAILABLE_TEMPORARY("ServiceUnavailableTemporary", 503);

    private final String code;
    private final int httpStatus;

    KmsErrorCode(String code, int httpStatus) {
        this.code = code;
        this.httpStatus = httpStatus;
    }

    /** The code as the KMS spells it, such as {@code Forbidden.KeyNotFound}. */
    public String code() {
        return code;
    }

    /** The HTTP status that the KMS sends with this code. */
    public int httpStatus() {
        return httpStatus;
    }

    @Override
    public String toString() {
        return code;
    }
}
