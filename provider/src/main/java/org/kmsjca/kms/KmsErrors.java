package org.kmsjca.kms;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.kmsjca.CmkSpec;
import org.kmsjca.KeyState;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.WrappingAlgorithm;

/** Builds what the engine refuses with, so that all refusals read alike. */
final class KmsErrors {
    private KmsErrors() {}

    static KmsException invalid(String message) {
        return new KmsException(KmsErrorCode.INVALID_PARAMETER, message);
    }

    static KmsException missing(String parameter, String remedy) {
        return new KmsException(
                KmsErrorCode.MISSING_PARAMETER, parameter + " is missing: " + remedy);
    }

    static KmsException noSuchKey(String keyId) {
        return new KmsException(
                KmsErrorCode.KEY_NOT_FOUND,
                "there is no CMK '"
                        + keyId
                        + "'; 'kms key list' shows all, a name is given as alias/<name>");
    }

    static KmsException noSuchVersion(String keyId, String versionId) {
        return new KmsException(
                KmsErrorCode.KEY_VERSION_NOT_FOUND,
                "the CMK " + keyId + " has no version '" + versionId + "'");
    }

    static KmsException noSuchAlias(String name) {
        return new KmsException(
                KmsErrorCode.ALIAS_NOT_FOUND,
                "there is no alias 'alias/" + name + "'; 'kms alias list' shows all");
    }

    static KmsException aliasExists(String name) {
        return new KmsException(
                KmsErrorCode.ALIAS_ALREADY_EXISTS,
                "the alias 'alias/" + name + "' exists; bind it anew with 'kms alias update'");
    }

    static KmsException aliasNotAllowed(KmsCall call, String alias) {
        return new KmsException(
                KmsErrorCode.UNSUPPORTED_ALIAS,
                call + " takes a key id, not '" + alias + "'; 'kms key describe' tells the id");
    }

    static KmsException reservedAlias(String name) {
        return invalid(
                "the alias 'alias/"
                        + name
                        + "' is kept for keys of services: use a name"
                        + " that does not begin with acs");
    }

    static KmsException wrongState(KmsErrorCode code, KmsCall call, CmkSnapshot cmk) {
        return new KmsException(
                code,
                call
                        + " was rejected because the state of CMK "
                        + cmk.displayName()
                        + " is "
                        + cmk.keyState()
                        + remedy(code, cmk));
    }

    private static String remedy(KmsErrorCode code, CmkSnapshot cmk) {
        if (code == KmsErrorCode.DISABLED) {
            return "; 'kms key enable " + cmk.keyId() + "' makes it usable again";
        }
        if (cmk.keyState() == KeyState.PENDING_DELETION) {
            return "; 'kms key cancel-deletion " + cmk.keyId() + "' brings it back";
        }
        if (cmk.keyState() == KeyState.PENDING_IMPORT) {
            return ": its key material has to be imported first";
        }
        return "";
    }

    static KmsException expiredMaterial(KmsCall call, CmkSnapshot cmk, Instant expiry) {
        return new KmsException(
                KmsErrorCode.PENDING_IMPORT,
                call
                        + " was rejected because the key material of CMK "
                        + cmk.displayName()
                        + " expired at "
                        + expiry
                        + ": import it again");
    }

    static KmsException wrongUsage(KmsCall call, CmkSnapshot cmk) {
        KmsErrorCode code =
                call.isAsymmetric()
                        ? KmsErrorCode.REJECTED_UNSUPPORTED_OPERATION
                        : KmsErrorCode.UNSUPPORTED_OPERATION;
        return new KmsException(
                code,
                call
                        + " was rejected because the usage of CMK "
                        + cmk.displayName()
                        + " is "
                        + cmk.keyUsage()
                        + ", fixed at its creation");
    }

    static KmsException noRawCiphers(KmsCall call, String displayName) {
        return new KmsException(
                KmsErrorCode.UNSUPPORTED_OPERATION,
                call
                        + " by a cipher mode was rejected because CMK "
                        + displayName
                        + " was made without raw ciphers: it serves the transformations CMK and"
                        + " CMK/Envelope/NoPadding, and data keys");
    }

    static KmsException oldVersion(ManagedKey version, String algorithm) {
        return new KmsException(
                KmsErrorCode.UNSUPPORTED_OPERATION,
                algorithm
                        + " does not encrypt under version "
                        + version.versionId()
                        + " of CMK "
                        + version.displayName()
                        + ", which is not the primary one: it decrypts only. Take the key by its"
                        + " alias, without a version, or set cipher.encrypt.version=named");
    }

    static KmsException unnamedVersion(ManagedKey version, KmsCall call, String algorithm) {
        return new KmsException(
                KmsErrorCode.UNSUPPORTED_OPERATION,
                call
                        + " by "
                        + algorithm
                        + " was rejected because CMK "
                        + version.displayName()
                        + " has more than one version and "
                        + algorithm
                        + " cannot tell which one a message was encrypted under. Take the key as"
                        + " <alias>#<version id>; 'kms key describe "
                        + version.keyId()
                        + "' shows the versions"
                        + (call == KmsCall.GENERATE_MAC
                                ? ""
                                : ". Or use GCM, CMK or CMK/Envelope/NoPadding, which find the"
                                        + " version"));
    }

    static KmsException versionUnusable(ManagedKey version, String algorithm, Exception cause) {
        return new KmsException(
                KmsErrorCode.INTERNAL_FAILURE,
                "version "
                        + version.versionId()
                        + " of CMK "
                        + version.displayName()
                        + " does not do "
                        + algorithm
                        + " as the newest one does",
                cause);
    }

    static KmsException deletionProtected(CmkSnapshot cmk) {
        return new KmsException(
                KmsErrorCode.UNSUPPORTED_OPERATION,
                KmsCall.SCHEDULE_KEY_DELETION
                        + " was rejected because CMK "
                        + cmk.displayName()
                        + " is protected from deletion; 'kms key unprotect "
                        + cmk.keyId()
                        + "' lifts it");
    }

    static KmsException notSymmetric(KmsCall call, CmkSnapshot cmk) {
        return new KmsException(
                KmsErrorCode.UNSUPPORTED_OPERATION,
                call
                        + " needs an AES or SM4 key: CMK "
                        + cmk.displayName()
                        + " is "
                        + cmk.keySpec());
    }

    static KmsException plaintextTooLong(KmsCall call, int length) {
        return invalid(
                call
                        + " takes at most "
                        + Limits.MAXIMUM_PLAINTEXT_BYTES
                        + " bytes, not "
                        + length
                        + ": encrypt larger data under a data key (GenerateDataKey; DataKeySpec)");
    }

    static KmsException unknownBlob(String versionId) {
        return new KmsException(
                KmsErrorCode.KEY_NOT_FOUND,
                "no CMK here has the key version "
                        + versionId
                        + " that the CiphertextBlob names: it was made by another KMS, or its CMK"
                        + " was destroyed");
    }

    static KmsException blobOfAnotherKey(CmkSnapshot maker, CmkSnapshot given) {
        return invalid(
                "the CiphertextBlob was made by CMK "
                        + maker.displayName()
                        + ", not by "
                        + given.displayName());
    }

    static KmsException blobNotAuthentic(KmsCall call, CmkSnapshot cmk, Exception cause) {
        return new KmsException(
                KmsErrorCode.INVALID_PARAMETER,
                call
                        + " was refused by CMK "
                        + cmk.displayName()
                        + ": the CiphertextBlob was changed, or made under another"
                        + " EncryptionContext",
                cause);
    }

    static KmsException ciphertextDoesNotDecrypt(
            KmsCall call, CmkVersion version, WrappingAlgorithm algorithm, Exception cause) {
        return new KmsException(
                KmsErrorCode.INVALID_PARAMETER,
                call
                        + ": the ciphertext does not decrypt with "
                        + algorithm
                        + " under version "
                        + version.versionId()
                        + " of CMK "
                        + version.displayName(),
                cause);
    }

    static KmsException envelopeNotAuthentic(Exception cause) {
        return new KmsException(
                KmsErrorCode.INVALID_PARAMETER,
                "the envelope was changed, or its end is missing: what follows is not decrypted",
                cause);
    }

    static KmsException serviceKey(KmsCall call, CmkSnapshot cmk) {
        return new KmsException(
                KmsErrorCode.UNSUPPORTED_OPERATION,
                call
                        + " was rejected: CMK "
                        + cmk.displayName()
                        + " belongs to the service "
                        + cmk.record().creator()
                        + ", which alone changes it; it may be used to encrypt and for data keys");
    }

    static KmsException notTheServices(KmsCall call, CmkSnapshot cmk, String service) {
        return new KmsException(
                KmsErrorCode.NO_PERMISSION,
                call
                        + " was rejected: CMK "
                        + cmk.displayName()
                        + " is not the key of the service "
                        + service);
    }

    static KmsException serviceCreates(String service) {
        return new KmsException(
                KmsErrorCode.NO_PERMISSION,
                "the service "
                        + service
                        + " creates no CMKs but alias/"
                        + ServiceCodes.alias(service)
                        + ", by using it");
    }

    static KmsException notExternal(KmsCall call, CmkSnapshot cmk) {
        return new KmsException(
                KmsErrorCode.UNSUPPORTED_ORIGIN,
                call
                        + " was rejected: the material of CMK "
                        + cmk.displayName()
                        + " was made by the KMS; create a CMK of Origin EXTERNAL to import into");
    }

    static KmsException expiredToken(Instant expiry) {
        return new KmsException(
                KmsErrorCode.EXPIRED_IMPORT_TOKEN,
                "the import token was good until "
                        + expiry
                        + "; ask GetParametersForImport for another and encrypt the material anew");
    }

    static KmsException invalidMaterial(CmkSnapshot cmk, String reason, @Nullable Exception cause) {
        return new KmsException(
                KmsErrorCode.INVALID_KEY_MATERIAL,
                "the key material cannot be imported into CMK " + cmk.displayName() + ": " + reason,
                cause);
    }

    static KmsException noRotation(KmsCall call, CmkSnapshot cmk) {
        return new KmsException(
                KmsErrorCode.REJECTED_UNSUPPORTED_OPERATION,
                call
                        + " was rejected: CMK "
                        + cmk.displayName()
                        + " is "
                        + cmk.keySpec()
                        + " of Origin "
                        + cmk.record().origin()
                        + ", which gets no new versions so");
    }

    static KmsException noRotation(CmkSpec spec) {
        return new KmsException(
                KmsErrorCode.UNSUPPORTED_OPERATION,
                KmsCall.CREATE_KEY
                        + " was rejected: a CMK of "
                        + spec.keySpec()
                        + " and Origin "
                        + spec.origin()
                        + " does not rotate; leave the rotation interval out, or create an AES or"
                        + " SM4 key whose material the KMS makes");
    }

    static KmsException serviceKeyVersion(CmkSnapshot cmk) {
        return new KmsException(
                KmsErrorCode.REJECTED_UNSUPPORTED_OPERATION,
                KmsCall.CREATE_KEY_VERSION
                        + " was rejected: CMK "
                        + cmk.displayName()
                        + " is the key of the service "
                        + cmk.record().creator()
                        + "; keys of services do not rotate");
    }

    static KmsException tooManyVersions(CmkSnapshot cmk) {
        return new KmsException(
                KmsErrorCode.LIMIT_EXCEEDED,
                "CMK "
                        + cmk.displayName()
                        + " has "
                        + Limits.MAXIMUM_VERSIONS
                        + " versions, the most there may be; create another CMK and bind the alias"
                        + " to it");
    }

    static KmsException versionTooSoon(CmkSnapshot cmk, Instant earliest) {
        return new KmsException(
                KmsErrorCode.REJECTED_UNSUPPORTED_OPERATION,
                "the newest version of CMK "
                        + cmk.displayName()
                        + " is younger than "
                        + Limits.MINIMUM_DAYS_OF_A_VERSION
                        + " days; the next can be made from "
                        + earliest
                        + " on");
    }

    static KmsException symmetric(KmsCall call, CmkSnapshot cmk) {
        return new KmsException(
                KmsErrorCode.REJECTED_UNSUPPORTED_OPERATION,
                call
                        + ": CMK "
                        + cmk.displayName()
                        + " is "
                        + cmk.keySpec()
                        + ", which has no public key");
    }
}
