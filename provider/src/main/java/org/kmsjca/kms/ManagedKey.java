package org.kmsjca.kms;

import java.security.InvalidKeyException;
import java.security.PublicKey;
import java.security.SignatureException;
import java.util.List;
import javax.crypto.BadPaddingException;
import javax.crypto.IllegalBlockSizeException;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KeySpec;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.ProtectionLevel;
import org.kmsjca.mechanism.DecryptionMechanism;
import org.kmsjca.mechanism.DigestAlgorithm;
import org.kmsjca.mechanism.MacOperation;
import org.kmsjca.mechanism.SignatureMechanism;
import org.kmsjca.protection.AgreementKey;
import org.kmsjca.protection.DecryptionKey;
import org.kmsjca.protection.KeyMaterial;
import org.kmsjca.protection.MacKey;
import org.kmsjca.protection.SigningKey;

/**
 * What a key handle stands for: a version of a CMK, or a key that may become one. It can be used,
 * never read. Thread-safe.
 *
 * <p>The one door to key material is {@link #admit}: it gives the material for a call that the key
 * may do now, and there is no other way to it but {@link #readmit}, for who was admitted before.
 * {@link #use} goes through it for whole operations, {@link KeyCipher} and {@link KeyMac} for those
 * that come in parts.
 */
public abstract sealed class ManagedKey permits CmkVersion, TransientKey {
    public abstract String keyId();

    public abstract String versionId();

    public abstract KeySpec keySpec();

    public abstract ProtectionLevel protectionLevel();

    /** Names the key for messages: alias and key id. */
    public abstract String displayName();

    /** The public half, or null of a secret key. */
    public abstract @Nullable PublicKey publicKey();

    /** Counts the changes of the key's CMK that this process has seen. */
    public abstract long changes();

    /** The version of the key's CMK that encrypts now; the key itself where it is no CMK. */
    abstract ManagedKey newest();

    /** Whether the key is one of several versions of a symmetric CMK. */
    abstract boolean hasOtherVersions();

    /** The other versions of its CMK, newest first. */
    abstract List<? extends ManagedKey> otherVersions();

    /** Whether it encrypts for a handle that names it. */
    abstract boolean mayEncryptNamed();

    /** Remembers a use that ends with the CMK's next version, see {@link VersionRule}. */
    abstract void notePerishableUse(String algorithm);

    /** Whether the KMS that the key is of was closed, so that it does nothing any more. */
    public abstract boolean isClosed();

    /** Watches what the key does. */
    abstract OperationMetrics operations();

    /**
     * Asks whether the key may do this now, without doing it.
     *
     * @throws KmsException with the code of the refusal
     */
    public abstract void authorize(KmsCall call);

    /** Whether the JCA's cipher modes may be used under the key. */
    abstract boolean allowsRawCiphers();

    /**
     * Refuses the JCA's cipher modes under keys that are for the KMS's own calls.
     *
     * @throws KmsException with the code of the refusal
     */
    final void requireRawCiphers(KmsCall call) {
        if (!allowsRawCiphers()) {
            throw KmsErrors.noRawCiphers(call, displayName());
        }
    }

    /**
     * Gives the material for one use, once the key may do the call now.
     *
     * @throws KmsException with the code of the refusal
     */
    abstract KeyMaterial admit(KmsCall call);

    /** Gives the material as what the operation needs. */
    final <M extends KeyMaterial> M admit(KmsCall call, Class<M> kind, Object mechanism) {
        return as(kind, mechanism, admit(call));
    }

    private <M extends KeyMaterial> M as(Class<M> kind, Object mechanism, KeyMaterial material) {
        if (!kind.isInstance(material)) {
            throw new KmsException(
                    KmsErrorCode.UNSUPPORTED_OPERATION,
                    "a " + keySpec() + " key does not do " + mechanism);
        }
        return kind.cast(material);
    }

    /**
     * Gives the material once more to one whom it was given before, for a message that gives no
     * output yet: refused where this process knows a reason. The output needs {@link #authorize}.
     *
     * @throws KmsException with the code of the refusal
     */
    abstract KeyMaterial readmit(KmsCall call);

    /** Gives the material once more as what the operation needs. */
    final <M extends KeyMaterial> M readmit(KmsCall call, Class<M> kind, Object mechanism) {
        return as(kind, mechanism, readmit(call));
    }

    /** One use of key material, which must not outlive it. */
    interface Use<M extends KeyMaterial, E1 extends Exception, E2 extends Exception> {
        byte[] of(M material) throws E1, E2;
    }

    /**
     * Does one operation: authorizes it, watches it, counts it.
     *
     * @param algorithm its name in recordings
     * @param mechanism its name in refusals of keys that cannot do it
     */
    final <M extends KeyMaterial, E1 extends Exception, E2 extends Exception> byte[] use(
            KmsCall call, String algorithm, Class<M> kind, Object mechanism, Use<M, E1, E2> use)
            throws E1, E2 {
        return this.<byte[], E1, E2>watched(
                call, algorithm, () -> use.of(admit(call, kind, mechanism)));
    }

    /** One use of a public key. */
    interface PublicUse<R, E extends Exception> {
        R of(PublicKey key) throws E;
    }

    /**
     * Does one operation with the public key, for which anybody could, as an operation of the KMS:
     * authorizes it, watches it, counts it.
     *
     * @param algorithm its name in recordings
     */
    final <R, E extends Exception> R usePublicKey(
            KmsCall call, String algorithm, PublicUse<R, E> use) throws E {
        PublicKey key = publicKey();
        if (key == null) {
            throw new KmsException(
                    KmsErrorCode.UNSUPPORTED_OPERATION,
                    "a " + keySpec() + " key has no public half");
        }
        return this.<R, E, RuntimeException>watched(call, algorithm, () -> use.of(key));
    }

    /** The work of one operation. */
    private interface Work<R, E1 extends Exception, E2 extends Exception> {
        R run() throws E1, E2;
    }

    private <R, E1 extends Exception, E2 extends Exception> R watched(
            KmsCall call, String algorithm, Work<R, E1, E2> work) throws E1, E2 {
        authorize(call); // a refusal is no operation that failed
        OperationMetrics operations = operations();
        Observation observation = operations.begin(call);
        R result;
        try {
            result = work.run();
        } catch (Exception e) {
            operations.failed(call, this, algorithm, observation, e);
            throw e;
        }
        operations.succeeded(call, this, algorithm, observation);
        return result;
    }

    /**
     * Computes the code of a whole message.
     *
     * @param algorithm its name in recordings
     */
    final byte[] mac(KmsCall call, String algorithm, byte[] message) {
        return this.<MacKey, RuntimeException, RuntimeException>use(
                call,
                algorithm,
                MacKey.class,
                algorithm,
                key -> {
                    MacOperation operation = key.mac();
                    try {
                        operation.update(message, 0, message.length);
                        return operation.doFinal();
                    } catch (RuntimeException e) {
                        operation.reset();
                        throw e;
                    }
                });
    }

    /**
     * Whether {@link #sign} wants the message with {@link SignatureMechanism.OfMessage}, because
     * the key's token hashes itself.
     */
    public final boolean signsMessages(SignatureMechanism scheme, DigestAlgorithm digest) {
        return protectionLevel() == ProtectionLevel.HSM
                && admit(KmsCall.ASYMMETRIC_SIGN, SigningKey.class, scheme)
                        .signsMessages(scheme, digest);
    }

    /**
     * AsymmetricSign: signs a digest.
     *
     * @param algorithm its name in recordings
     */
    public final byte[] sign(String algorithm, SignatureMechanism mechanism, byte[] input)
            throws SignatureException {
        return use(
                KmsCall.ASYMMETRIC_SIGN,
                algorithm,
                SigningKey.class,
                mechanism,
                key -> key.sign(mechanism, input));
    }

    /**
     * Decrypts one ciphertext.
     *
     * @param algorithm its name in recordings
     */
    public final byte[] decrypt(
            KmsCall call, String algorithm, DecryptionMechanism mechanism, byte[] ciphertext)
            throws BadPaddingException, IllegalBlockSizeException {
        return this.<DecryptionKey, BadPaddingException, IllegalBlockSizeException>use(
                call,
                algorithm,
                DecryptionKey.class,
                mechanism,
                key -> key.decrypt(mechanism, ciphertext));
    }

    /**
     * Computes a shared secret with another party's public key.
     *
     * @param algorithm its name in recordings
     * @throws InvalidKeyException when that key is not on this key's curve
     */
    public final byte[] agree(String algorithm, PublicKey peer) throws InvalidKeyException {
        return use(
                KmsCall.DERIVE_SHARED_SECRET,
                algorithm,
                AgreementKey.class,
                algorithm,
                key -> key.agree(peer));
    }
}
