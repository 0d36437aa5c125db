package org.kmsjca.kms;

import java.security.InvalidKeyException;
import java.security.PublicKey;
import java.security.SignatureException;
import javax.crypto.BadPaddingException;
import javax.crypto.IllegalBlockSizeException;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KeySpec;
import org.kmsjca.KmsException;
import org.kmsjca.ProtectionLevel;
import org.kmsjca.mechanism.CipherMechanism;
import org.kmsjca.mechanism.CipherOperation;
import org.kmsjca.mechanism.DecryptionMechanism;
import org.kmsjca.mechanism.MacOperation;
import org.kmsjca.mechanism.SignatureMechanism;

/**
 * What a key handle stands for: a version of a CMK, or a key that may become one. It can be used,
 * never read. Thread-safe.
 */
public sealed interface ManagedKey permits CmkVersion, TransientKey {
    String keyId();

    String versionId();

    KeySpec keySpec();

    ProtectionLevel protectionLevel();

    /** Who watches what the key does. */
    Operations operations();

    /** The key for messages: alias and key id. */
    String displayName();

    /**
     * Asks whether the key may do this now.
     *
     * @throws KmsException with the code of the refusal
     */
    void authorize(KmsCall call);

    /** The public half, or null of a secret key. */
    @Nullable PublicKey publicKey();

    /**
     * Opens a cipher operation; {@link #authorize} comes first.
     *
     * @param kept one that the caller kept from its last message: it is given back where it is this
     *     key's, else released
     */
    CipherOperation cipher(CipherMechanism mechanism, @Nullable CipherOperation kept);

    /** Opens a MAC operation; {@link #authorize} comes first. */
    MacOperation mac();

    /**
     * Computes a shared secret with another party's public key; {@link #authorize} comes first.
     *
     * @throws InvalidKeyException when that key is not on this key's curve
     */
    byte[] agree(PublicKey peer) throws InvalidKeyException;

    /** Signs a digest; {@link #authorize} comes first. */
    byte[] sign(SignatureMechanism mechanism, byte[] input) throws SignatureException;

    /** Decrypts one ciphertext; {@link #authorize} comes first. */
    byte[] decrypt(DecryptionMechanism mechanism, byte[] ciphertext)
            throws BadPaddingException, IllegalBlockSizeException;
}
