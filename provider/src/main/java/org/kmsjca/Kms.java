package org.kmsjca;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import javax.security.auth.callback.CallbackHandler;
import org.jspecify.annotations.Nullable;
import org.kmsjca.config.Configuration;
import org.kmsjca.kms.KmsCall;
import org.kmsjca.kms.RandomNumbers;
import org.kmsjca.kms.doctor.Diagnostics;
import org.kmsjca.kms.engine.KmsEngine;
import org.kmsjca.kms.engine.KmsInstance;
import org.kmsjca.kms.root.AskedPassphrase;

/**
 * The calls of the KMS, under its names: administration of CMKs, and operations with them.
 *
 * <p>A key is named by its key id, or, where the KMS allows it, by {@code alias/<name>}; the ARN of
 * either, of this account and region, stands for it. All methods throw {@link KmsException} with
 * the KMS's error code, and nothing is changed then. Thread-safe.
 */
public final class Kms extends CmkAdministration implements AutoCloseable {
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

    /**
     * The KMS of the given configuration file, or of the one that is found without being named. At
     * the first use, where {@code root=passphrase} and no {@code root.passphrase} is set, the
     * handler gets a {@link javax.security.auth.callback.PasswordCallback}; two for a store that
     * does not exist yet, and both have to get the same passphrase.
     *
     * @throws KmsException InvalidParameter, when the configuration cannot be read
     */
    public static Kms open(@Nullable Path configurationFile, CallbackHandler handler) {
        Objects.requireNonNull(handler, "handler");
        Configuration configuration = Configuration.load(configurationFile);
        return new Kms(KmsInstance.of(configuration, new AskedPassphrase(handler)), true);
    }

    /** The KMS behind a provider; closing it leaves the provider's open. */
    public static Kms of(KmsProvider provider) {
        return new Kms(provider.instance(), false);
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

    /** Gives the administration of the root key's protection. */
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
        return engine().scheduledChanges().acceptTime();
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
        return new Diagnostics(instance).run();
    }

    @Override
    KmsEngine engine() {
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
