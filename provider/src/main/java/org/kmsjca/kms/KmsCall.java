package org.kmsjca.kms;

import org.jspecify.annotations.Nullable;
import org.kmsjca.KeyUsage;

/** The calls of the KMS that a CMK's state decides on. */
public enum KmsCall {
    CREATE_KEY("CreateKey", null),
    DESCRIBE_KEY("DescribeKey", null),
    LIST_ALIASES_BY_KEY_ID("ListAliasesByKeyId", null),
    DELETE_ALIAS("DeleteAlias", null),
    LIST_RESOURCE_TAGS("ListResourceTags", null),
    DESCRIBE_KEY_VERSION("DescribeKeyVersion", null),
    LIST_KEY_VERSIONS("ListKeyVersions", null),
    GET_PUBLIC_KEY("GetPublicKey", null),
    ENCRYPT("Encrypt", KeyUsage.ENCRYPT_DECRYPT),
    DECRYPT("Decrypt", KeyUsage.ENCRYPT_DECRYPT),
    GENERATE_DATA_KEY("GenerateDataKey", KeyUsage.ENCRYPT_DECRYPT),
    GENERATE_DATA_KEY_WITHOUT_PLAINTEXT(
            "GenerateDataKeyWithoutPlaintext", KeyUsage.ENCRYPT_DECRYPT),
    GENERATE_DATA_KEY_PAIR("GenerateDataKeyPair", KeyUsage.ENCRYPT_DECRYPT),
    GENERATE_DATA_KEY_PAIR_WITHOUT_PLAINTEXT(
            "GenerateDataKeyPairWithoutPlaintext", KeyUsage.ENCRYPT_DECRYPT),
    GENERATE_AND_EXPORT_DATA_KEY("GenerateAndExportDataKey", KeyUsage.ENCRYPT_DECRYPT),
    EXPORT_DATA_KEY("ExportDataKey", KeyUsage.ENCRYPT_DECRYPT),
    RE_ENCRYPT("ReEncrypt", KeyUsage.ENCRYPT_DECRYPT),
    ASYMMETRIC_ENCRYPT("AsymmetricEncrypt", KeyUsage.ENCRYPT_DECRYPT),
    ASYMMETRIC_DECRYPT("AsymmetricDecrypt", KeyUsage.ENCRYPT_DECRYPT),
    ASYMMETRIC_SIGN("AsymmetricSign", KeyUsage.SIGN_VERIFY),
    ASYMMETRIC_VERIFY("AsymmetricVerify", KeyUsage.SIGN_VERIFY),
    GENERATE_MAC("GenerateMac", KeyUsage.GENERATE_VERIFY_MAC),
    VERIFY_MAC("VerifyMac", KeyUsage.GENERATE_VERIFY_MAC),
    DERIVE_SHARED_SECRET("DeriveSharedSecret", KeyUsage.KEY_AGREEMENT),
    CREATE_KEY_VERSION("CreateKeyVersion", null),
    UPDATE_ROTATION_POLICY("UpdateRotationPolicy", null),
    UPDATE_KEY_DESCRIPTION("UpdateKeyDescription", null),
    TAG_RESOURCE("TagResource", null),
    UNTAG_RESOURCE("UntagResource", null),
    ENABLE_KEY("EnableKey", null),
    DISABLE_KEY("DisableKey", null),
    SCHEDULE_KEY_DELETION("ScheduleKeyDeletion", null),
    CANCEL_KEY_DELETION("CancelKeyDeletion", null),
    SET_DELETION_PROTECTION("SetDeletionProtection", null),
    CREATE_ALIAS("CreateAlias", null),
    UPDATE_ALIAS("UpdateAlias", null),
    GET_PARAMETERS_FOR_IMPORT("GetParametersForImport", null),
    DELETE_KEY_MATERIAL("DeleteKeyMaterial", null),
    IMPORT_KEY_MATERIAL("ImportKeyMaterial", null);

    private final String kmsName;
    private final @Nullable KeyUsage requiredUsage;

    KmsCall(String kmsName, @Nullable KeyUsage requiredUsage) {
        this.kmsName = kmsName;
        this.requiredUsage = requiredUsage;
    }

    /** The usage that the CMK must have been created with; null when the call asks for none. */
    @Nullable KeyUsage requiredUsage() {
        return requiredUsage;
    }

    /** Whether it is for key pairs: the KMS has a refusal of its own for these. */
    boolean isAsymmetric() {
        return switch (this) {
            case GET_PUBLIC_KEY,
                    ASYMMETRIC_ENCRYPT,
                    ASYMMETRIC_DECRYPT,
                    ASYMMETRIC_SIGN,
                    ASYMMETRIC_VERIFY,
                    DERIVE_SHARED_SECRET ->
                    true;
            default -> false;
        };
    }

    /** The name of the call in the KMS. */
    @Override
    public String toString() {
        return kmsName;
    }
}
