package org.kmsjca.jca;

import java.security.AlgorithmParameters;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.InvalidKeySpecException;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.IllegalBlockSizeException;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KeyType;
import org.kmsjca.Sm2CipherSpec;
import org.kmsjca.Sm2CipherSpec.Format;
import org.kmsjca.crypto.Sm2PublicKey;
import org.kmsjca.crypto.encoding.Sm2Ciphertext;
import org.kmsjca.crypto.encoding.Sm2Encryption;
import org.kmsjca.kms.KmsCall;
import org.kmsjca.kms.ManagedKey;
import org.kmsjca.mechanism.DecryptionMechanism;

/** SM2 encryption: decryption by a CMK, encryption with a public key in this process. */
final class Sm2CipherSpi extends WholeInputCipherSpi {
    /** The longest ciphertext, in bytes: keeps a mistake from filling the memory. */
    private static final int LONGEST_CIPHERTEXT = 1 << 20;

    private static final int OVERHEAD = 97;

    /** The most bytes that GM/T 0009 adds to the raw form: tags, lengths and signs. */
    private static final int DER_OVERHEAD = 17;

    private @Nullable ManagedKey key;
    private @Nullable Sm2PublicKey publicKey;
    private @Nullable Format format;

    Sm2CipherSpi(ProviderContext context) {
        super(context, "SM2");
    }

    @Override
    void guardedInit(int mode, Key newKey, @Nullable SecureRandom newRandom)
            throws InvalidKeyException {
        init(mode, newKey, null);
    }

    @Override
    void guardedInit(
            int mode,
            Key newKey,
            @Nullable AlgorithmParameterSpec spec,
            @Nullable SecureRandom newRandom)
            throws InvalidKeyException, InvalidAlgorithmParameterException {
        if (spec != null && !(spec instanceof Sm2CipherSpec)) {
            throw new InvalidAlgorithmParameterException(
                    "SM2 takes org.kmsjca.Sm2CipherSpec, not " + spec.getClass().getName());
        }
        init(mode, newKey, (Sm2CipherSpec) spec);
    }

    @Override
    void guardedInit(
            int mode,
            Key newKey,
            @Nullable AlgorithmParameters parameters,
            @Nullable SecureRandom newRandom)
            throws InvalidKeyException, InvalidAlgorithmParameterException {
        if (parameters != null) {
            throw new InvalidAlgorithmParameterException("SM2 has no AlgorithmParameters");
        }
        init(mode, newKey, null);
    }

    private void init(int mode, Key newKey, @Nullable Sm2CipherSpec spec)
            throws InvalidKeyException {
        key = null;
        publicKey = null;
        clear();
        format = spec == null ? null : spec.format();
        if (mode == Cipher.ENCRYPT_MODE || mode == Cipher.WRAP_MODE) {
            publicKey = publicKey(newKey);
        } else {
            ManagedKey managed = context().requireHandle(newKey, KeyType.SM2).managed();
            context().authorize(managed, KmsCall.ASYMMETRIC_DECRYPT);
            key = managed;
        }
    }

    private static Sm2PublicKey publicKey(Key newKey) throws InvalidKeyException {
        if (!(newKey instanceof PublicKey recipient)) {
            throw new InvalidKeyException("SM2 encrypts with an SM2 public key");
        }
        try {
            return Sm2PublicKey.of(recipient);
        } catch (InvalidKeySpecException e) {
            throw new InvalidKeyException(e.getMessage(), e);
        }
    }

    @Override
    boolean isInitialised() {
        return key != null || publicKey != null;
    }

    @Override
    int longestInput() {
        return publicKey == null ? LONGEST_CIPHERTEXT : Sm2Encryption.LONGEST_PLAINTEXT;
    }

    @Override
    IllegalBlockSizeException tooLong() {
        return publicKey == null
                ? new IllegalBlockSizeException(
                        "SM2 decrypts at most " + LONGEST_CIPHERTEXT + " bytes")
                : Sm2Encryption.tooLong();
    }

    @Override
    byte[] process(byte[] whole) throws IllegalBlockSizeException, BadPaddingException {
        Sm2PublicKey recipient = publicKey;
        if (recipient == null) {
            return decrypt(whole);
        }
        return Sm2Encryption.encrypt(recipient, format == null ? Format.C1C3C2 : format, whole);
    }

    private byte[] decrypt(byte[] ciphertext)
            throws BadPaddingException, IllegalBlockSizeException {
        ManagedKey managed = key;
        if (managed == null) {
            throw new IllegalStateException("the cipher is not initialised");
        }
        Format guessed = Sm2Ciphertext.isAsn1(ciphertext) ? Format.ASN1 : Format.C1C3C2;
        return decrypt(
                managed,
                new DecryptionMechanism.Sm2(format == null ? guessed : format),
                ciphertext);
    }

    @Override
    protected int engineGetKeySize(Key sizedKey) {
        return 256;
    }

    @Override
    protected int engineGetOutputSize(int length) {
        int total = collected() + length;
        return publicKey == null ? Math.max(0, total - OVERHEAD) : total + OVERHEAD + DER_OVERHEAD;
    }
}
