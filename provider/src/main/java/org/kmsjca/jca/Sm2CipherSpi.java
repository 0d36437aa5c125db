package org.kmsjca.jca;

import java.io.ByteArrayOutputStream;
import java.security.AlgorithmParameters;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.InvalidKeySpecException;
import java.util.Arrays;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.CipherSpi;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.NoSuchPaddingException;
import javax.crypto.ShortBufferException;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.SM2Engine;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KeyType;
import org.kmsjca.Sm2CipherSpec;
import org.kmsjca.Sm2CipherSpec.Format;
import org.kmsjca.kms.KmsCall;
import org.kmsjca.kms.ManagedKey;
import org.kmsjca.mechanism.DecryptionMechanism;
import org.kmsjca.mechanism.Sm2PublicKey;
import org.kmsjca.mechanism.encoding.Sm2Ciphertext;

/** SM2 encryption: decryption by a CMK, encryption with a public key in this process. */
final class Sm2CipherSpi extends CipherSpi {
    private static final byte[] EMPTY = new byte[0];

    /** SM2PKE of the KMS takes 6144 bytes; this bound only keeps mistakes from filling memory. */
    private static final int LONGEST = 1 << 20;

    private static final int OVERHEAD = 97;

    /** What GM/T 0009 adds to the raw form at most: tags, lengths and signs. */
    private static final int DER_OVERHEAD = 17;

    private final ProviderContext context;
    private final ByteArrayOutputStream input = new ByteArrayOutputStream();
    private @Nullable ManagedKey key;
    private @Nullable Sm2PublicKey publicKey;
    private @Nullable SecureRandom random;
    private @Nullable Format format;

    Sm2CipherSpi(ProviderContext context) {
        this.context = context;
    }

    @Override
    protected void engineSetMode(String mode) throws NoSuchAlgorithmException {
        throw new NoSuchAlgorithmException("SM2 has no modes");
    }

    @Override
    protected void engineSetPadding(String padding) throws NoSuchPaddingException {
        throw new NoSuchPaddingException("SM2 has no paddings");
    }

    @Override
    protected void engineInit(int mode, Key newKey, @Nullable SecureRandom newRandom)
            throws InvalidKeyException {
        init(mode, newKey, null, newRandom);
    }

    @Override
    protected void engineInit(
            int mode,
            Key newKey,
            @Nullable AlgorithmParameterSpec spec,
            @Nullable SecureRandom newRandom)
            throws InvalidKeyException, InvalidAlgorithmParameterException {
        if (spec != null && !(spec instanceof Sm2CipherSpec)) {
            throw new InvalidAlgorithmParameterException(
                    "SM2 takes org.kmsjca.Sm2CipherSpec, not " + spec.getClass().getName());
        }
        init(mode, newKey, (Sm2CipherSpec) spec, newRandom);
    }

    @Override
    protected void engineInit(
            int mode,
            Key newKey,
            @Nullable AlgorithmParameters parameters,
            @Nullable SecureRandom newRandom)
            throws InvalidKeyException, InvalidAlgorithmParameterException {
        if (parameters != null) {
            throw new InvalidAlgorithmParameterException("SM2 has no AlgorithmParameters");
        }
        init(mode, newKey, null, newRandom);
    }

    private void init(
            int mode, Key newKey, @Nullable Sm2CipherSpec spec, @Nullable SecureRandom newRandom)
            throws InvalidKeyException {
        key = null;
        publicKey = null;
        input.reset();
        format = spec == null ? null : spec.format();
        random = newRandom;
        if (mode == Cipher.ENCRYPT_MODE || mode == Cipher.WRAP_MODE) {
            publicKey = publicKey(newKey);
        } else {
            ManagedKey managed = context.requireHandle(newKey, KeyType.SM2).managed();
            context.authorize(managed, KmsCall.ASYMMETRIC_DECRYPT);
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
    protected byte[] engineUpdate(byte[] source, int offset, int length) {
        if (key == null && publicKey == null) {
            throw new IllegalStateException("the cipher is not initialised");
        }
        if (input.size() + (long) length > LONGEST) {
            throw new ProviderException("SM2 takes at most " + LONGEST + " bytes");
        }
        input.write(source, offset, length);
        return EMPTY;
    }

    @Override
    protected int engineUpdate(
            byte[] source, int offset, int length, byte[] output, int outputOffset) {
        engineUpdate(source, offset, length);
        return 0;
    }

    @Override
    protected byte[] engineDoFinal(byte @Nullable [] source, int offset, int length)
            throws IllegalBlockSizeException, BadPaddingException {
        engineUpdate(source == null ? EMPTY : source, offset, length);
        byte[] whole = input.toByteArray();
        input.reset();
        Sm2PublicKey recipient = publicKey;
        if (recipient == null) {
            return decrypt(whole);
        }
        try {
            return encrypt(recipient, whole);
        } finally {
            Arrays.fill(whole, (byte) 0);
        }
    }

    private byte[] encrypt(Sm2PublicKey recipient, byte[] plaintext)
            throws IllegalBlockSizeException {
        if (plaintext.length == 0) {
            throw new IllegalBlockSizeException("SM2 does not encrypt an empty message");
        }
        var engine = new SM2Engine(SM2Engine.Mode.C1C3C2);
        SecureRandom source = random == null ? new SecureRandom() : random;
        engine.init(true, new ParametersWithRandom(recipient.parameters(), source));
        try {
            return Sm2Ciphertext.fromEngine(
                    format == null ? Format.C1C3C2 : format,
                    engine.processBlock(plaintext, 0, plaintext.length));
        } catch (InvalidCipherTextException e) {
            throw new ProviderException("SM2 encryption failed", e);
        }
    }

    private byte[] decrypt(byte[] ciphertext)
            throws BadPaddingException, IllegalBlockSizeException {
        ManagedKey managed = key;
        if (managed == null) {
            throw new IllegalStateException("the cipher is not initialised");
        }
        try {
            context.authorize(managed, KmsCall.ASYMMETRIC_DECRYPT);
        } catch (InvalidKeyException e) {
            throw new ProviderException(e.getMessage(), e);
        }
        Format guessed = Sm2Ciphertext.isAsn1(ciphertext) ? Format.ASN1 : Format.C1C3C2;
        return managed.decrypt(
                new DecryptionMechanism.Sm2(format == null ? guessed : format), ciphertext);
    }

    @Override
    protected int engineDoFinal(
            byte @Nullable [] source, int offset, int length, byte[] output, int outputOffset)
            throws ShortBufferException, IllegalBlockSizeException, BadPaddingException {
        byte[] buffered = input.toByteArray();
        byte[] result = engineDoFinal(source, offset, length);
        if (output.length - outputOffset < result.length) {
            input.writeBytes(buffered); // the same call with more room must work
            throw new ShortBufferException("the output needs room for " + result.length + " bytes");
        }
        System.arraycopy(result, 0, output, outputOffset, result.length);
        return result.length;
    }

    @Override
    protected byte[] engineWrap(Key wrapped) throws IllegalBlockSizeException, InvalidKeyException {
        byte[] clear = KeyWrapping.encoding(wrapped);
        try {
            return engineDoFinal(clear, 0, clear.length);
        } catch (BadPaddingException e) {
            throw new InvalidKeyException("the key could not be wrapped", e);
        } finally {
            Arrays.fill(clear, (byte) 0);
        }
    }

    @Override
    protected Key engineUnwrap(byte[] wrapped, String algorithm, int type)
            throws InvalidKeyException, NoSuchAlgorithmException {
        byte[] clear;
        try {
            clear = decrypt(wrapped);
        } catch (BadPaddingException | IllegalBlockSizeException e) {
            throw new InvalidKeyException("the wrapped key does not unwrap with this key", e);
        }
        try {
            return KeyWrapping.key(clear, algorithm, type);
        } finally {
            Arrays.fill(clear, (byte) 0);
        }
    }

    @Override
    protected int engineGetBlockSize() {
        return 0;
    }

    @Override
    protected int engineGetKeySize(Key sizedKey) {
        return 256;
    }

    @Override
    protected int engineGetOutputSize(int length) {
        int total = input.size() + length;
        return publicKey == null ? Math.max(0, total - OVERHEAD) : total + OVERHEAD + DER_OVERHEAD;
    }

    @Override
    protected byte @Nullable [] engineGetIV() {
        return null;
    }

    @Override
    protected @Nullable AlgorithmParameters engineGetParameters() {
        return null;
    }
}
