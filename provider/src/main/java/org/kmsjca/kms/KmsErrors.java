package org.kmsjca.kms;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.kmsjca.CmkSpec;
import org.kmsjca.KeyState;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.WrappingAlgorithm;
import org.kmsjca.text.Printable;

/** Builds what the engine refuses with, so that all refusals read alike. */
public final class KmsErrors {
    private KmsErrors() {}

    /** A parameter is invalid. */
    public static KmsException invalid(String message) {
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

    static KmsException lookalike(String name, String other) {
        return new KmsException(
                KmsErrorCode.ALIAS_ALREADY_EXISTS,
                ("the name '%s' looks like '%s', the name of another entry: choose one that"
                                + " people can tell from it")
                        .formatted(Printable.of(name), Printable.of(other)));
    }

    static KmsException nameOfEntry(String name, String keyId) {
        return new KmsException(
                KmsErrorCode.ALIAS_NOT_FOUND,
                ("there is no alias 'alias/%s': that is the name of a KeyStore entry, of the CMK"
                                + " %s; give that key id, or make an alias of it by 'kms alias create'")
                        .formatted(Printable.of(name), keyId));
    }

    static KmsException aliasNotAllowed(KmsCall call, String alias) {
        return new KmsException(
                KmsErrorCode.UNSUPPORTED_ALIAS,
                call + " takes a key id, not '" + alias + "'; 'kms key describe' tells the id");
    }

    static KmsException reservedAlias(String name) {
        return invalid(
                ("the alias 'alias/%s' is kept for keys of services: use a name that does"
                                + " not begin with acs")
                        .formatted(name));
    }

    /** The state of the CMK does not allow the call. */
    public static KmsException wrongState(KmsErrorCode code, KmsCall call, CmkSnapshot cmk) {
        return new KmsException(
                code,
                "%s was rejected because the state of CMK %s is %s%s"
                        .formatted(call, cmk.displayName(), cmk.keyState(), remedy(code, cmk)));
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
                ("%s was rejected because the key material of CMK %s expired at %s:"
                                + " import it again")
                        .formatted(call, cmk.displayName(), expiry));
    }

    static KmsException wrongUsage(KmsCall call, CmkSnapshot cmk) {
        KmsErrorCode code =
                call.isAsymmetric()
                        ? KmsErrorCode.REJECTED_UNSUPPORTED_OPERATION
                        : KmsErrorCode.UNSUPPORTED_OPERATION;
        return new KmsException(
                code,
                "%s was rejected because the usage of CMK %s is %s, fixed at its creation"
                        .formatted(call, cmk.displayName(), cmk.keyUsage()));
    }

    static KmsException noRawCiphers(KmsCall call, String displayName) {
        return new KmsException(
                KmsErrorCode.UNSUPPORTED_OPERATION,
                ("%s by a cipher mode was rejected because CMK %s was made without raw"
                                + " ciphers: it serves the transformations CMK and CMK/Envelope/NoPadding,"
                                + " and data keys")
                        .formatted(call, displayName));
    }

    static KmsException oldVersion(ManagedKey version, String algorithm) {
        return new KmsException(
                KmsErrorCode.UNSUPPORTED_OPERATION,
                ("%s does not encrypt under version %s of CMK %s, which is not the"
                                + " primary one: it decrypts only. Take the key by its alias, without a"
                                + " version, or set cipher.encrypt.version=named")
                        .formatted(algorithm, version.versionId(), version.displayName()));
    }

    static KmsException unnamedVersion(ManagedKey version, KmsCall call, String algorithm) {
        return new KmsException(
                KmsErrorCode.UNSUPPORTED_OPERATION,
                ("%s by %s was rejected because CMK %s has more than one version and %s"
                                + " cannot tell which one a message was encrypted under. Take the key as"
                                + " <alias>#<version id>; 'kms key describe %s' shows the versions%s")
                        .formatted(
                                call,
                                algorithm,
                                version.displayName(),
                                algorithm,
                                version.keyId(),
                                (call == KmsCall.GENERATE_MAC
                                        ? ""
                                        : ". Or use GCM, CMK or CMK/Envelope/NoPadding, which find the"
                                                + " version")));
    }

    static KmsException versionUnusable(ManagedKey version, String algorithm, Exception cause) {
        return new KmsException(
                KmsErrorCode.INTERNAL_FAILURE,
                "version %s of CMK %s does not do %s as the newest one does"
                        .formatted(version.versionId(), version.displayName(), algorithm),
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

    /** The call needs a symmetric CMK. */
    static KmsException notSymmetric(KmsCall call, CmkSnapshot cmk) {
        return new KmsException(
                KmsErrorCode.UNSUPPORTED_OPERATION,
                "%s needs an AES or SM4 key: CMK %s is %s"
                        .formatted(call, cmk.displayName(), cmk.keySpec()));
    }

    /** The plaintext is longer than the call takes. */
    static KmsException plaintextTooLong(KmsCall call, int length) {
        return invalid(
                ("%s takes at most %s bytes, not %s: encrypt larger data under a data key"
                                + " (GenerateDataKey; DataKeySpec)")
                        .formatted(call, Limits.MAXIMUM_PLAINTEXT_BYTES, length));
    }

    /** The blob was made by a key version that this store does not have. */
    static KmsException unknownBlob(String versionId) {
        return new KmsException(
                KmsErrorCode.KEY_NOT_FOUND,
                ("no CMK here has the key version %s that the CiphertextBlob names: it"
                                + " was made by another KMS, or its CMK was destroyed")
                        .formatted(versionId));
    }

    /** The blob was made by another CMK than the given one. */
    static KmsException blobOfAnotherKey(CmkSnapshot maker, CmkSnapshot given) {
        return invalid(
                "the CiphertextBlob was made by CMK %s, not by %s"
                        .formatted(maker.displayName(), given.displayName()));
    }

    /** The blob or its encryption context was changed. */
    static KmsException blobNotAuthentic(KmsCall call, CmkSnapshot cmk, Exception cause) {
        return new KmsException(
                KmsErrorCode.INVALID_PARAMETER,
                ("%s was refused by CMK %s: the CiphertextBlob was changed, or made under"
                                + " another EncryptionContext")
                        .formatted(call, cmk.displayName()),
                cause);
    }

    static KmsException ciphertextDoesNotDecrypt(
            KmsCall call, CmkVersion version, WrappingAlgorithm algorithm, Exception cause) {
        return new KmsException(
                KmsErrorCode.INVALID_PARAMETER,
                "%s: the ciphertext does not decrypt with %s under version %s of CMK %s"
                        .formatted(call, algorithm, version.versionId(), version.displayName()),
                cause);
    }

    /** The envelope was changed or cut. */
    public static KmsException envelopeNotAuthentic(Exception cause) {
        return new KmsException(
                KmsErrorCode.INVALID_PARAMETER,
                "the envelope was changed, or its end is missing: what follows is not decrypted",
                cause);
    }

    static KmsException serviceKey(KmsCall call, CmkSnapshot cmk) {
        return new KmsException(
                KmsErrorCode.UNSUPPORTED_OPERATION,
                ("%s was rejected: CMK %s belongs to the service %s, which alone changes"
                                + " it; it may be used to encrypt and for data keys")
                        .formatted(call, cmk.displayName(), cmk.record().creator()));
    }

    static KmsException notTheServices(KmsCall call, CmkSnapshot cmk, String service) {
        return new KmsException(
                KmsErrorCode.NO_PERMISSION,
                "%s was rejected: CMK %s is not the key of the service %s"
                        .formatted(call, cmk.displayName(), service));
    }

    static KmsException serviceCreates(String service) {
        return new KmsException(
                KmsErrorCode.NO_PERMISSION,
                "the service %s creates no CMKs but alias/%s, by using it"
                        .formatted(service, ServiceCodes.alias(service)));
    }

    /** The call needs a CMK of the origin EXTERNAL. */
    public static KmsException notExternal(KmsCall call, CmkSnapshot cmk) {
        return new KmsException(
                KmsErrorCode.UNSUPPORTED_ORIGIN,
                ("%s was rejected: the material of CMK %s was made by the KMS; create a"
                                + " CMK of Origin EXTERNAL to import into")
                        .formatted(call, cmk.displayName()));
    }

    /** The import token is too old. */
    public static KmsException expiredToken(Instant expiry) {
        return new KmsException(
                KmsErrorCode.EXPIRED_IMPORT_TOKEN,
                "the import token was good until "
                        + expiry
                        + "; ask GetParametersForImport for another and encrypt the material anew");
    }

    /** The material to be imported cannot be unwrapped or does not fit the CMK. */
    public static KmsException invalidMaterial(
            CmkSnapshot cmk, String reason, @Nullable Exception cause) {
        return new KmsException(
                KmsErrorCode.INVALID_KEY_MATERIAL,
                "the key material cannot be imported into CMK " + cmk.displayName() + ": " + reason,
                cause);
    }

    static KmsException noRotation(KmsCall call, CmkSnapshot cmk) {
        return new KmsException(
                KmsErrorCode.REJECTED_UNSUPPORTED_OPERATION,
                ("%s was rejected: CMK %s is %s of Origin %s, which gets no new versions" + " so")
                        .formatted(call, cmk.displayName(), cmk.keySpec(), cmk.record().origin()));
    }

    static KmsException noRotation(CmkSpec spec) {
        return new KmsException(
                KmsErrorCode.UNSUPPORTED_OPERATION,
                ("%s was rejected: a CMK of %s and Origin %s does not rotate; leave the"
                                + " rotation interval out, or create an AES or SM4 key whose material the"
                                + " KMS makes")
                        .formatted(KmsCall.CREATE_KEY, spec.keySpec(), spec.origin()));
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
                ("CMK %s has %s versions, the most there may be; create another CMK and"
                                + " bind the alias to it")
                        .formatted(cmk.displayName(), Limits.MAXIMUM_VERSIONS));
    }

    static KmsException versionTooSoon(CmkSnapshot cmk, Instant earliest) {
        return new KmsException(
                KmsErrorCode.REJECTED_UNSUPPORTED_OPERATION,
                ("the newest version of CMK %s is younger than %s days; the next can be"
                                + " made from %s on")
                        .formatted(cmk.displayName(), Limits.MINIMUM_DAYS_OF_A_VERSION, earliest));
    }

    static KmsException symmetric(KmsCall call, CmkSnapshot cmk) {
        return new KmsException(
                KmsErrorCode.REJECTED_UNSUPPORTED_OPERATION,
                "%s: CMK %s is %s, which has no public key"
                        .formatted(call, cmk.displayName(), cmk.keySpec()));
    }
}
