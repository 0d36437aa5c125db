package org.kmsjca;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kmsjca.config.Configuration;
import org.kmsjca.kms.KmsCall;
import org.kmsjca.kms.KmsEngine;
import org.kmsjca.kms.KmsInstance;
import org.kmsjca.kms.RandomNumbers;

/**
 * Administration of CMKs: the KMS's own calls, under its names.
 *
 * <p>A key is named by its key id, or, where the KMS allows it, by {@code alias/<name>}; the ARN of
 * either, of this account and region, stands for it. All methods throw {@link KmsException} with
 * the KMS's error code, and nothing is changed then. Thread-safe.
 */
public final class Kms implements AutoCloseable {
    private final KmsInstance instance;
    private final boolean owned;

    private Kms(KmsInstance instance, boolean owned) {
        this.instance = instance;
        this.owned = owned;
    }

    /** The KMS of the configuration that is found without being named; see the README's table. */
    public static Kms open() {
        return new Kms(KmsInstance.of(Configuration.load(null)), true);
    }

    /** The KMS of the given configuration file. */
    public static Kms open(Path configurationFile) {
        return new Kms(KmsInstance.of(Configuration.load(configurationFile)), true);
    }

    /** The KMS behind a provider; closing it leaves the provider's open. */
    public static Kms of(KmsProvider provider) {
        return new Kms(provider.instance(), false);
    }

    /** CreateKey: a new CMK with its first version, and its alias when the spec has one. */
    public CmkMetadata createKey(CmkSpec spec) {
        return engine().createKey(spec);
    }

    /** DescribeKey. */
    public CmkMetadata describeKey(String keyIdOrAlias) {
        return engine().describeKey(keyIdOrAlias);
    }

    /** ListKeys, in order of creation to the second. */
    public Page<CmkMetadata> listKeys(KeyFilter filter, PageRequest page) {
        return engine().listKeys(filter, page);
    }

    /** UpdateKeyDescription. */
    public void updateKeyDescription(String keyId, String description) {
        engine().updateKeyDescription(keyId, description);
    }

    /** EnableKey. */
    public void enableKey(String keyId) {
        engine().enableKey(keyId);
    }

    /** DisableKey. */
    public void disableKey(String keyId) {
        engine().disableKey(keyId);
    }

    /**
     * ScheduleKeyDeletion.
     *
     * @param pendingWindowInDays 7 to 366
     * @return when the key will be gone
     */
    public Instant scheduleKeyDeletion(String keyId, int pendingWindowInDays) {
        return engine().scheduleKeyDeletion(keyId, pendingWindowInDays);
    }

    /** CancelKeyDeletion. */
    public void cancelKeyDeletion(String keyId) {
        engine().cancelKeyDeletion(keyId);
    }

    /** SetDeletionProtection, on: ScheduleKeyDeletion is refused from now on. */
    public void enableDeletionProtection(String keyId, String description) {
        engine().enableDeletionProtection(keyId, description);
    }

    /** SetDeletionProtection, off. */
    public void disableDeletionProtection(String keyId) {
        engine().disableDeletionProtection(keyId);
    }

    /**
     * CreateKeyVersion. Of a symmetric CMK the new version encrypts from now on, and older ones go
     * on decrypting; but CTR and CBC are refused to handles that name no version, which {@link
     * #diagnose} foretells. Versions of an asymmetric CMK are equal. A KeyStore gives a version as
     * {@code <alias>#<version id>}.
     *
     * <p>Not of imported and MAC keys and of keys of services, not within 7 days after the version
     * before, and at most 50 versions, the first included.
     */
    public CmkMetadata.KeyVersion createKeyVersion(String keyIdOrAlias) {
        return engine().createKeyVersion(keyIdOrAlias);
    }

    /** DescribeKeyVersion. */
    public CmkMetadata.KeyVersion describeKeyVersion(String keyIdOrAlias, String keyVersionId) {
        return engine().describeKeyVersion(keyIdOrAlias, keyVersionId);
    }

    /** ListKeyVersions, oldest first. */
    public Page<CmkMetadata.KeyVersion> listKeyVersions(String keyIdOrAlias, PageRequest page) {
        return page.of(engine().describeKey(keyIdOrAlias).versions());
    }

    /**
     * UpdateRotationPolicy, on: an AES or SM4 key that the KMS has made gets a new version whenever
     * its newest is this old, with what {@link #createKeyVersion} says of it. Whoever uses the CMK
     * first after the date rotates it.
     *
     * @param interval 7 to 730 days
     */
    public void enableAutomaticRotation(String keyId, Duration interval) {
        engine().updateRotationPolicy(keyId, interval);
    }

    /** UpdateRotationPolicy, off. */
    public void disableAutomaticRotation(String keyId) {
        engine().updateRotationPolicy(keyId, null);
    }

    /**
     * TagResource: gives a CMK these tags, in the place of those with the same keys.
     *
     * @param tags values by key, after the rules of {@link Tags}
     */
    public void tagResource(String keyId, Map<String, String> tags) {
        engine().tagResource(keyId, tags);
    }

    /** UntagResource; keys that the CMK has no tag of do no harm. */
    public void untagResource(String keyId, Collection<String> tagKeys) {
        engine().untagResource(keyId, tagKeys);
    }

    /** ListResourceTags: values by key, sorted. */
    public Map<String, String> listResourceTags(String keyId) {
        return engine().listResourceTags(keyId);
    }

    /**
     * GetParametersForImport: a fresh public key to encrypt key material with, and the token that
     * belongs to it, for a CMK of Origin EXTERNAL.
     *
     * @param wrappingKeySpec RSA_2048, RSA_4096 or EC_SM2
     */
    public ImportParameters getParametersForImport(
            String keyId, KeySpec wrappingKeySpec, WrappingAlgorithm algorithm) {
        return engine().getParametersForImport(keyId, wrappingKeySpec, algorithm);
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
        engine().importKeyMaterial(
                        keyId, encryptedKeyMaterial, importToken, expireTime.orElse(null));
    }

    /** DeleteKeyMaterial: the CMK waits until the same material is imported again. */
    public void deleteKeyMaterial(String keyId) {
        engine().deleteKeyMaterial(keyId);
    }

    /** CreateAlias; the name may be given with or without {@code alias/}. */
    public void createAlias(String aliasName, String keyId) {
        engine().createAlias(aliasName, keyId);
    }

    /** UpdateAlias: binds an existing alias to another CMK. */
    public void updateAlias(String aliasName, String keyId) {
        engine().updateAlias(aliasName, keyId);
    }

    /** DeleteAlias; the CMK stays. */
    public void deleteAlias(String aliasName) {
        engine().deleteAlias(aliasName);
    }

    /** ListAliases, sorted by name. */
    public Page<Alias> listAliases(PageRequest page) {
        return engine().listAliases(page);
    }

    /** ListAliasesByKeyId, sorted by name. */
    public Page<Alias> listAliasesByKeyId(String keyId, PageRequest page) {
        return engine().listAliasesByKeyId(keyId, page);
    }

    /** GetPublicKey of the primary version of an asymmetric CMK. */
    public PublicKey getPublicKey(String keyIdOrAlias) {
        return engine().asymmetric().getPublicKey(keyIdOrAlias, null);
    }

    /** GetPublicKey of a version of an asymmetric CMK. */
    public PublicKey getPublicKey(String keyIdOrAlias, String keyVersionId) {
        return engine().asymmetric().getPublicKey(keyIdOrAlias, keyVersionId);
    }

    /**
     * AsymmetricSign: signs a digest with a version of a CMK of usage SIGN/VERIFY.
     *
     * @param digest 32 bytes, see {@link SigningAlgorithm}; never the message
     */
    public SignatureValue asymmetricSign(
            String keyIdOrAlias, String keyVersionId, SigningAlgorithm algorithm, byte[] digest) {
        return engine().asymmetric().sign(keyIdOrAlias, keyVersionId, algorithm, digest);
    }

    /** AsymmetricSign with the version that {@link #getPublicKey(String)} gives the key of. */
    public SignatureValue asymmetricSign(
            String keyIdOrAlias, SigningAlgorithm algorithm, byte[] digest) {
        return engine().asymmetric().sign(keyIdOrAlias, null, algorithm, digest);
    }

    /**
     * AsymmetricVerify, with the public key; the CMK has to be Enabled all the same. A signature
     * that does not even have the form of one is not valid.
     */
    public Verification asymmetricVerify(
            String keyIdOrAlias,
            String keyVersionId,
            SigningAlgorithm algorithm,
            byte[] digest,
            byte[] value) {
        return engine().asymmetric().verify(keyIdOrAlias, keyVersionId, algorithm, digest, value);
    }

    /** AsymmetricVerify with the version that {@link #getPublicKey(String)} gives the key of. */
    public Verification asymmetricVerify(
            String keyIdOrAlias, SigningAlgorithm algorithm, byte[] digest, byte[] value) {
        return engine().asymmetric().verify(keyIdOrAlias, null, algorithm, digest, value);
    }

    /**
     * AsymmetricEncrypt with the public key of a version of a CMK of usage ENCRYPT/DECRYPT.
     *
     * @param algorithm RSAES_OAEP_SHA_256, RSAES_OAEP_SHA_1 or SM2PKE
     * @param plaintext of RSA_2048 up to 190 or 214 bytes, of EC_SM2 1 to 6047
     */
    public AsymmetricCiphertext asymmetricEncrypt(
            String keyIdOrAlias,
            String keyVersionId,
            WrappingAlgorithm algorithm,
            byte[] plaintext) {
        return engine().asymmetric().encrypt(keyIdOrAlias, keyVersionId, algorithm, plaintext);
    }

    /** AsymmetricEncrypt with the public key that {@link #getPublicKey(String)} gives. */
    public AsymmetricCiphertext asymmetricEncrypt(
            String keyIdOrAlias, WrappingAlgorithm algorithm, byte[] plaintext) {
        return engine().asymmetric().encrypt(keyIdOrAlias, null, algorithm, plaintext);
    }

    /** AsymmetricDecrypt with a version of a CMK of usage ENCRYPT/DECRYPT. */
    public Plaintext asymmetricDecrypt(
            String keyIdOrAlias,
            String keyVersionId,
            WrappingAlgorithm algorithm,
            byte[] ciphertext) {
        return engine().asymmetric().decrypt(keyIdOrAlias, keyVersionId, algorithm, ciphertext);
    }

    /** AsymmetricDecrypt with the version that {@link #getPublicKey(String)} gives the key of. */
    public Plaintext asymmetricDecrypt(
            String keyIdOrAlias, WrappingAlgorithm algorithm, byte[] ciphertext) {
        return engine().asymmetric().decrypt(keyIdOrAlias, null, algorithm, ciphertext);
    }

    /** GenerateMac by the algorithm of the CMK's KeySpec, which is an HMAC one. */
    public MacValue generateMac(String keyIdOrAlias, byte[] message) {
        return engine().macs().generate(keyIdOrAlias, null, message);
    }

    /** GenerateMac by an algorithm, which has to be that of the CMK's KeySpec. */
    public MacValue generateMac(String keyIdOrAlias, KeySpec algorithm, byte[] message) {
        return engine().macs().generate(keyIdOrAlias, algorithm, message);
    }

    /** VerifyMac by the algorithm of the CMK's KeySpec. */
    public Verification verifyMac(String keyIdOrAlias, byte[] message, byte[] mac) {
        return engine().macs().verify(keyIdOrAlias, null, message, mac);
    }

    /** VerifyMac by an algorithm, which has to be that of the CMK's KeySpec. */
    public Verification verifyMac(
            String keyIdOrAlias, KeySpec algorithm, byte[] message, byte[] mac) {
        return engine().macs().verify(keyIdOrAlias, algorithm, message, mac);
    }

    /**
     * GenerateRandom, also without any CMK. Programs get more from {@code
     * SecureRandom.getInstance("KMS")}.
     *
     * @param numberOfBytes 1 to 1024
     */
    public byte[] generateRandom(int numberOfBytes) {
        return RandomNumbers.draw(instance.random(), numberOfBytes);
    }

    /** The certificate chain that a CMK carries as a KeyStore entry, leaf first; may be empty. */
    public List<X509Certificate> getCertificateChain(String keyIdOrAlias) {
        return engine().getCertificateChain(keyIdOrAlias);
    }

    /** What protects the root key, and its administration. */
    public KmsRoot root() {
        return new KmsRoot(instance.root());
    }

    /**
     * Believes the clock of this machine at once. The store believes a clock that is more than a
     * day from the newest time that it has seen at a second look only, an hour later or more; until
     * then no waiting period of a key ends and none is rotated by itself.
     *
     * @return the time
     */
    public Instant acceptTime() {
        return engine().acceptTime();
    }

    /** Backs up and mends the file that the store is kept in. */
    public KmsStore store() {
        return new KmsStore(instance.store());
    }

    /**
     * Encrypt: up to 6 KB under the primary version of an AES or SM4 key. As in the KMS, the bytes
     * are encrypted as they are.
     */
    public CiphertextBlob encrypt(
            String keyIdOrAlias, byte[] plaintext, EncryptionContext encryptionContext) {
        return engine().encryption()
                .encrypt(KmsCall.ENCRYPT, keyIdOrAlias, plaintext, encryptionContext);
    }

    /**
     * Decrypt. The blob names its key itself, and the answer tells it; the encryption context must
     * be that of the encryption.
     */
    public Plaintext decrypt(byte[] ciphertextBlob, EncryptionContext encryptionContext) {
        return engine().encryption()
                .decrypt(KmsCall.DECRYPT, null, ciphertextBlob, encryptionContext)
                .answer();
    }

    /**
     * Encrypts a stream of any length under a data key of its own, to an envelope that carries the
     * data key under the CMK. Needs the memory of some buffers of 64 KiB. Neither stream is closed;
     * what was written before an exception is no whole envelope and will not decrypt.
     *
     * <p>The same as {@code Cipher.getInstance("CMK/Envelope/NoPadding", "KMS")}.
     *
     * @throws IOException from the streams
     */
    public void encryptEnvelope(
            String keyIdOrAlias,
            EncryptionContext encryptionContext,
            InputStream plaintext,
            OutputStream envelope)
            throws IOException {
        engine().envelopes().encrypt(keyIdOrAlias, encryptionContext, plaintext, envelope);
    }

    /**
     * Decrypts an envelope, which names its CMK itself, to the end of the stream. Neither stream is
     * closed. Segments are written when they were authenticated: what was written before an
     * exception is genuine, but not the whole.
     *
     * @throws KmsException with {@link KmsErrorCode#INVALID_PARAMETER} when it is no envelope, was
     *     changed or cut off, or was made under another context
     * @throws IOException from the streams
     */
    public void decryptEnvelope(
            EncryptionContext encryptionContext, InputStream envelope, OutputStream plaintext)
            throws IOException {
        engine().envelopes().decrypt(encryptionContext, envelope, plaintext);
    }

    /** ReEncrypt: from one CMK, version or context to another, without showing the plaintext. */
    public ReEncryptedBlob reEncrypt(
            byte[] ciphertextBlob,
            EncryptionContext sourceContext,
            String destinationKeyIdOrAlias,
            EncryptionContext destinationContext) {
        return engine().dataKeys()
                .reEncrypt(
                        ciphertextBlob, sourceContext, destinationKeyIdOrAlias, destinationContext);
    }

    /**
     * ReEncrypt of what was encrypted with a CMK's public key. Decrypt gives the recovered bytes in
     * Base64, as it does of a data key: {@link #decryptDataKey} opens up to 1024 of them.
     *
     * @param algorithm RSAES_OAEP_SHA_256, RSAES_OAEP_SHA_1 or SM2PKE
     */
    public ReEncryptedBlob reEncrypt(
            String sourceKeyIdOrAlias,
            String sourceKeyVersionId,
            WrappingAlgorithm algorithm,
            byte[] ciphertext,
            String destinationKeyIdOrAlias,
            EncryptionContext destinationContext) {
        return engine().dataKeys()
                .reEncrypt(
                        engine().asymmetric()
                                .requireVersion(sourceKeyIdOrAlias, sourceKeyVersionId),
                        algorithm,
                        ciphertext,
                        destinationKeyIdOrAlias,
                        destinationContext);
    }

    /** GenerateDataKey, of 1 to 1024 bytes. */
    public DataKey generateDataKey(DataKeySpec spec) {
        return engine().dataKeys().generate(spec);
    }

    /** GenerateDataKeyWithoutPlaintext: for data that somebody else will encrypt, later. */
    public CiphertextBlob generateDataKeyWithoutPlaintext(DataKeySpec spec) {
        return engine().dataKeys().generateWithoutPlaintext(spec);
    }

    /** GenerateDataKeyPair: a key pair for this process, its private key under the CMK. */
    public DataKeyPair generateDataKeyPair(DataKeyPairSpec spec) {
        return engine().dataKeyPairs().generate(spec);
    }

    /** GenerateDataKeyPairWithoutPlaintext: the public key, and the private one under the CMK. */
    public EncryptedDataKeyPair generateDataKeyPairWithoutPlaintext(DataKeyPairSpec spec) {
        return engine().dataKeyPairs().generateWithoutPlaintext(spec);
    }

    /** Decrypt, of what GenerateDataKeyPair has encrypted: the data key pair again. */
    public DataKeyPair decryptDataKeyPair(byte[] encrypted, EncryptionContext encryptionContext) {
        return engine().dataKeyPairs().open(encrypted, encryptionContext);
    }

    /** Decrypt, of what GenerateDataKey has encrypted: the data key again. */
    public DataKey decryptDataKey(byte[] encrypted, EncryptionContext encryptionContext) {
        return engine().dataKeys().open(encrypted, encryptionContext);
    }

    /**
     * ExportDataKey: the bytes of an encrypted data key under somebody's public key.
     *
     * @param algorithm RSAES_OAEP_SHA_256, RSAES_OAEP_SHA_1 or SM2PKE
     */
    public byte[] exportDataKey(
            byte[] encrypted,
            EncryptionContext encryptionContext,
            PublicKey recipient,
            WrappingAlgorithm algorithm) {
        return engine().dataKeys().export(encrypted, encryptionContext, recipient, algorithm);
    }

    /**
     * GenerateAndExportDataKey.
     *
     * @param algorithm RSAES_OAEP_SHA_256, RSAES_OAEP_SHA_1 or SM2PKE
     */
    public ExportedDataKey generateAndExportDataKey(
            DataKeySpec spec, PublicKey recipient, WrappingAlgorithm algorithm) {
        return engine().dataKeys().generateAndExport(spec, recipient, algorithm);
    }

    /**
     * The keys in HSMs that are no CMKs.
     *
     * @param hsm the name of one in the configuration; empty for all
     */
    public List<HsmObject> listHsmObjects(Optional<String> hsm) {
        return engine().hsmObjects(hsm);
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
        return engine().adoptHsmObject(hsm, id, spec, usage, alias);
    }

    /**
     * The audit: calls that changed this KMS or were refused, oldest first.
     *
     * @param afterSequence 0 from the beginning, else the sequence of the last record known
     * @param limit how many records at most, from 1 up
     */
    public List<AuditRecord> listAuditRecords(long afterSequence, int limit) {
        return engine().audit().list(afterSequence, limit);
    }

    /**
     * Follows the audit's chain to its end. An edited, deleted, inserted or moved record is found,
     * also when it is the last. A whole store that was put back from an older copy is not: note the
     * last MAC elsewhere, and give it to {@link #verifyAudit(long, String)}.
     */
    public AuditVerification verifyAudit() {
        return engine().audit().verify();
    }

    /**
     * Follows the audit's chain, which must hold a record that was noted before.
     *
     * @param knownMac hexadecimal, as {@link AuditRecord#mac}
     */
    public AuditVerification verifyAudit(long knownSequence, String knownMac) {
        return engine().audit().verify(knownSequence, knownMac);
    }

    /** Counters of cryptographic operations since the KMS was opened; they go on counting. */
    public OperationsMXBean operations() {
        return engine().operations();
    }

    /**
     * Looks at everything that this KMS depends on, from the configuration to the place of the
     * provider in this JVM. Never throws: what is broken is a finding.
     */
    public Diagnosis diagnose() {
        return instance.diagnose();
    }

    private KmsEngine engine() {
        return instance.engine();
    }

    /** Closes the store and forgets unwrapped keys. Idempotent. */
    @Override
    public void close() {
        if (owned) {
            instance.close();
        }
    }
}
