package org.kmsjca;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kmsjca.kms.engine.KmsEngine;

/** The calls of {@link Kms} that create, describe and change CMKs, their aliases and tags. */
abstract sealed class CmkAdministration permits Kms {
    /** The open KMS. */
    abstract KmsEngine engine();

    /** CreateKey: a new CMK with its first version, and its alias when the spec has one. */
    public CmkMetadata createKey(CmkSpec spec) {
        return engine().creations().createKey(spec);
    }

    /** DescribeKey. */
    public CmkMetadata describeKey(String keyIdOrAlias) {
        return engine().keys().describe(keyIdOrAlias);
    }

    /** ListKeys, in order of creation to the second. */
    public Page<CmkMetadata> listKeys(KeyFilter filter, PageRequest page) {
        return engine().keys().list(filter, page);
    }

    /** UpdateKeyDescription. */
    public void updateKeyDescription(String keyId, String description) {
        engine().keys().updateDescription(keyId, description);
    }

    /** EnableKey. */
    public void enableKey(String keyId) {
        engine().keys().enable(keyId);
    }

    /** DisableKey. */
    public void disableKey(String keyId) {
        engine().keys().disable(keyId);
    }

    /**
     * ScheduleKeyDeletion.
     *
     * @param pendingWindowInDays 7 to 366
     * @return when the key will be gone
     */
    public Instant scheduleKeyDeletion(String keyId, int pendingWindowInDays) {
        return engine().keys().scheduleDeletion(keyId, pendingWindowInDays);
    }

    /** CancelKeyDeletion. */
    public void cancelKeyDeletion(String keyId) {
        engine().keys().cancelDeletion(keyId);
    }

    /** SetDeletionProtection, on: ScheduleKeyDeletion is refused from now on. */
    public void enableDeletionProtection(String keyId, String description) {
        engine().keys().enableDeletionProtection(keyId, description);
    }

    /** SetDeletionProtection, off. */
    public void disableDeletionProtection(String keyId) {
        engine().keys().disableDeletionProtection(keyId);
    }

    /**
     * CreateKeyVersion. Of a symmetric CMK the new version encrypts from now on, and older ones go
     * on decrypting; but CTR and CBC are refused to handles that name no version, which {@link
     * Kms#diagnose} foretells. Versions of an asymmetric CMK are equal. A KeyStore gives a version
     * as {@code <alias>#<version id>}.
     *
     * <p>Not of imported and MAC keys and of keys of services, not within 7 days after the version
     * before, and at most 50 versions, the first included.
     */
    public CmkMetadata.KeyVersion createKeyVersion(String keyIdOrAlias) {
        return engine().creations().createVersion(keyIdOrAlias);
    }

    /** DescribeKeyVersion. */
    public CmkMetadata.KeyVersion describeKeyVersion(String keyIdOrAlias, String keyVersionId) {
        return engine().keys().describeVersion(keyIdOrAlias, keyVersionId);
    }

    /** ListKeyVersions, oldest first. */
    public Page<CmkMetadata.KeyVersion> listKeyVersions(String keyIdOrAlias, PageRequest page) {
        return page.of(engine().keys().describe(keyIdOrAlias).versions());
    }

    /**
     * UpdateRotationPolicy, on: an AES or SM4 key that the KMS has made gets a new version whenever
     * its newest is this old, with what {@link #createKeyVersion} says of it. Whoever uses the CMK
     * first after the date rotates it.
     *
     * @param interval 7 to 730 days
     */
    public void enableAutomaticRotation(String keyId, Duration interval) {
        engine().keys().updateRotationPolicy(keyId, interval);
    }

    /** UpdateRotationPolicy, off. */
    public void disableAutomaticRotation(String keyId) {
        engine().keys().updateRotationPolicy(keyId, null);
    }

    /**
     * TagResource: gives a CMK these tags, in the place of those with the same keys.
     *
     * @param tags values by key, after the rules of {@link Tags}
     */
    public void tagResource(String keyId, Map<String, String> tags) {
        engine().tags().tag(keyId, tags);
    }

    /** UntagResource; keys that the CMK has no tag of do no harm. */
    public void untagResource(String keyId, Collection<String> tagKeys) {
        engine().tags().untag(keyId, tagKeys);
    }

    /** ListResourceTags: values by key, sorted. */
    public Map<String, String> listResourceTags(String keyId) {
        return engine().tags().list(keyId);
    }

    /**
     * GetParametersForImport: a fresh public key to encrypt key material with, and the token that
     * belongs to it, for a CMK of Origin EXTERNAL.
     *
     * @param wrappingKeySpec RSA_2048, RSA_4096 or EC_SM2
     */
    public ImportParameters getParametersForImport(
            String keyId, KeySpec wrappingKeySpec, WrappingAlgorithm algorithm) {
        return engine().imports().parameters(keyId, wrappingKeySpec, algorithm);
    }

    /**
     * ImportKeyMaterial. A secret key is imported as its bytes, a private key as PKCS#8. The first
     * import fixes the material: later ones take the same only.
     *
     * @param encryptedKeyMaterial under the public key that belongs to the token
     * @param expireTime when the KMS forgets the material; empty for never
     */
    public void importKeyMaterial(
            String keyId,
            byte[] encryptedKeyMaterial,
            byte[] importToken,
            Optional<Instant> expireTime) {
        engine().imports()
                .importMaterial(keyId, encryptedKeyMaterial, importToken, expireTime.orElse(null));
    }

    /** DeleteKeyMaterial: the CMK waits until the same material is imported again. */
    public void deleteKeyMaterial(String keyId) {
        engine().imports().deleteMaterial(keyId);
    }

    /** CreateAlias; the name may be given with or without {@code alias/}. */
    public void createAlias(String aliasName, String keyId) {
        engine().aliases().create(aliasName, keyId);
    }

    /** UpdateAlias: binds an existing alias to another CMK. */
    public void updateAlias(String aliasName, String keyId) {
        engine().aliases().update(aliasName, keyId);
    }

    /** DeleteAlias; the CMK stays. */
    public void deleteAlias(String aliasName) {
        engine().aliases().delete(aliasName);
    }

    /** ListAliases, sorted by name. */
    public Page<Alias> listAliases(PageRequest page) {
        return engine().aliases().list(page);
    }

    /** ListAliasesByKeyId, sorted by name. */
    public Page<Alias> listAliasesByKeyId(String keyId, PageRequest page) {
        return engine().aliases().list(keyId, page);
    }

    /** The certificate chain that a CMK carries as a KeyStore entry, leaf first; may be empty. */
    public List<X509Certificate> getCertificateChain(String keyIdOrAlias) {
        return engine().keys().certificateChain(keyIdOrAlias);
    }

    /**
     * The keys in HSMs that are no CMKs.
     *
     * @param hsm the name of one in the configuration; empty for all
     */
    public List<HsmObject> listHsmObjects(Optional<String> hsm) {
        return engine().hsmObjects().list(hsm);
    }

    /**
     * Makes a CMK of a key that is in an HSM, with its certificate where there is one; the key
     * itself is not touched, also when the CMK is deleted.
     *
     * @param hsm the name of the HSM in the configuration; empty for the default
     * @param id CKA_ID of the key in hexadecimal digits
     * @param spec empty to find out
     * @param usage empty for the first one that the key's attributes allow
     * @param alias a first alias
     */
    public CmkMetadata adoptHsmObject(
            Optional<String> hsm,
            String id,
            Optional<KeySpec> spec,
            Optional<KeyUsage> usage,
            Optional<String> alias) {
        return engine().hsmObjects().adopt(hsm, id, spec, usage, alias);
    }
}
