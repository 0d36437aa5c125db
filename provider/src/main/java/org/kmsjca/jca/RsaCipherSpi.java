package org.kmsjca.jca;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.security.interfaces.RSAKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.NoSuchPaddingException;
import javax.crypto.spec.OAEPParameterSpec;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KeyType;
import org.kmsjca.crypto.JdkProviders;
import org.kmsjca.crypto.SystemRandom;
import org.kmsjca.kms.KmsCall;
import org.kmsjca.kms.ManagedKey;
import org.kmsjca.mechanism.DecryptionMechanism;

/**
 * RSA encryption: decryption by a CMK's private key, encryption with a public key by the JDK. The
 * wrong half in a mode is refused, so nothing here signs.
 */
final class RsaCipherSpi extends WholeInputCipherSpi {
    private static final int PKCS1_OVERHEAD = 11;

    private final Algorithm.RsaCipher algorithm;

    private @Nullable ManagedKey key;
    private @Nullable Cipher encryptor;
    private @Nullable OAEPParameterSpec parameters;
    private int modulusLength;
    private int longestInput;

    RsaCipherSpi(ProviderContext context, Algorithm.RsaCipher algorithm) {
        super(context, algorithm.name());
        this.algorithm = algorithm;
    }

    @Override
    void guardedInit(int mode, Key newKey, @Nullable SecureRandom random)
            throws InvalidKeyException {
        try {
            init(mode, newKey, null);
        } catch (InvalidAlgorithmParameterException e) {
            throw new InvalidKeyException(e.getMessage(), e);
        }
    }

    @Override
    void guardedInit(
            int mode,
            Key newKey,
            @Nullable AlgorithmParameterSpec spec,
            @Nullable SecureRandom random)
            throws InvalidKeyException, InvalidAlgorithmParameterException {
        init(mode, newKey, spec);
    }

    @Override
    void guardedInit(
            int mode,
            Key newKey,
            @Nullable AlgorithmParameters newParameters,
            @Nullable SecureRandom random)
            throws InvalidKeyException, InvalidAlgorithmParameterException {
        if (newParameters != null && algorithm.oaepDigest() == null) {
            throw new InvalidAlgorithmParameterException(algorithm.name() + " has no parameters");
        }
        init(mode, newKey, OaepParameters.spec(newParameters));
    }

    private void init(int mode, Key newKey, @Nullable AlgorithmParameterSpec spec)
            throws InvalidKeyException, InvalidAlgorithmParameterException {
        key = null;
        encryptor = null;
        parameters = null;
        clear();
        OAEPParameterSpec resolved = resolve(mode, spec);
        boolean encrypting = mode == Cipher.ENCRYPT_MODE || mode == Cipher.WRAP_MODE;
        if (encrypting) {
            encryptor = encryptor(mode, newKey, resolved);
        } else {
            ManagedKey managed = context().requireHandle(newKey, KeyType.RSA).managed();
            context().authorize(managed, KmsCall.ASYMMETRIC_DECRYPT);
            key = managed;
        }
        modulusLength = (modulus(newKey).bitLength() + 7) / 8;
        longestInput = modulusLength - (encrypting ? overhead(resolved) : 0);
        parameters = resolved;
    }

    /** Gives the bytes of an encrypted block that are not the message's, RFC 8017 section 7. */
    private static int overhead(@Nullable OAEPParameterSpec oaep) {
        return oaep == null ? PKCS1_OVERHEAD : 2 * OaepParameters.digest(oaep).length() + 2;
    }

    private @Nullable OAEPParameterSpec resolve(int mode, @Nullable AlgorithmParameterSpec spec)
            throws InvalidAlgorithmParameterException {
        if (algorithm.oaepDigest() == null) {
            if (spec != null && mode == Cipher.UNWRAP_MODE) {
                // JSSE unwraps premaster secrets with a spec of its own, and decrypts instead when
                // it meets this exception; any other ends the handshake.
                throw new UnsupportedOperationException(
                        algorithm.name() + " has no parameters: " + spec.getClass().getName());
            }
            if (spec != null) {
                throw new InvalidAlgorithmParameterException(
                        algorithm.name() + " has no parameters");
            }
            return null;
        }
        return spec == null
                ? OaepParameters.of(algorithm.oaepDigest(), algorithm.maskDigest())
                : OaepParameters.check(spec);
    }

    private Cipher encryptor(int mode, Key newKey, @Nullable OAEPParameterSpec resolved)
            throws InvalidKeyException, InvalidAlgorithmParameterException {
        if (!(newKey instanceof RSAPublicKey rsa)) {
            throw new InvalidKeyException(
                    algorithm.name()
                            + " encrypts with an RSA public key, not with "
                            + (newKey instanceof KmsKey ? newKey : "a key of another kind"));
        }
        if (rsa.getModulus() == null || rsa.getPublicExponent() == null) {
            throw new InvalidKeyException("the RSA public key has no modulus or no exponent");
        }
        try {
            Cipher cipher =
                    Cipher.getInstance(
                            resolved == null ? "RSA/ECB/PKCS1Padding" : "RSA/ECB/OAEPPadding",
                            JdkProviders.sunJce());
            SecureRandom source = SystemRandom.source();
            if (resolved == null) {
                cipher.init(mode, newKey, source);
            } else {
                cipher.init(mode, newKey, resolved, source);
            }
            return cipher;
        } catch (NoSuchAlgorithmException | NoSuchPaddingException e) {
            throw new ProviderException("the JDK lacks " + algorithm.name(), e);
        }
    }

    /** Of a class of the caller's, which may have none. */
    private static BigInteger modulus(@Nullable Key key) throws InvalidKeyException {
        BigInteger modulus = key instanceof RSAKey rsa ? rsa.getModulus() : null;
        if (modulus == null) {
            throw new InvalidKeyException("this is no RSA key, or one without a modulus");
        }
        return modulus;
    }

    @Override
    boolean isInitialised() {
        return encryptor != null || key != null;
    }

    @Override
    int longestInput() {
        return longestInput;
    }

    @Override
    IllegalBlockSizeException tooLong() {
        return new IllegalBlockSizeException(
                "the input is longer than the " + longestInput + " bytes that the key takes");
    }

    @Override
    byte[] process(byte[] whole) throws IllegalBlockSizeException, BadPaddingException {
        Cipher encryption = encryptor;
        return encryption != null ? encryption.doFinal(whole) : decrypt(whole);
    }

    private byte[] decrypt(byte[] ciphertext)
            throws IllegalBlockSizeException, BadPaddingException {
        ManagedKey managed = key;
        if (managed == null) {
            throw new IllegalStateException("the cipher is not initialised");
        }
        OAEPParameterSpec oaep = parameters;
        return decrypt(
                managed,
                oaep == null
                        ? new DecryptionMechanism.RsaPkcs1()
                        : new DecryptionMechanism.RsaOaep(oaep),
                ciphertext);
    }

    @Override
    byte[] guardedWrap(Key wrapped) throws IllegalBlockSizeException, InvalidKeyException {
        Cipher encryption = encryptor;
        if (encryption == null) {
            throw new IllegalStateException("the cipher is not initialised for wrapping");
        }
        Arrays.fill(KeyWrapping.encoding(wrapped), (byte) 0); // refuses what has no encoding
        return encryption.wrap(wrapped);
    }

    @Override
    Key guardedUnwrap(byte[] wrapped, String keyAlgorithm, int keyType)
            throws InvalidKeyException, NoSuchAlgorithmException {
        if (wrapped.length > modulusLength) {
            throw new InvalidKeyException("the wrapped key is longer than the modulus");
        }
        return super.guardedUnwrap(wrapped, keyAlgorithm, keyType);
    }

    @Override
    protected int engineGetKeySize(Key sizedKey) throws InvalidKeyException {
        return modulus(sizedKey).bitLength();
    }

    @Override
    protected int engineGetOutputSize(int length) {
        return modulusLength;
    }

    @Override
    protected @Nullable AlgorithmParameters engineGetParameters() {
        OAEPParameterSpec oaep = parameters;
        if (oaep == null) {
            return null;
        }
        try {
            var encodable = AlgorithmParameters.getInstance("OAEP", JdkProviders.sunJce());
            encodable.init(oaep);
            return encodable;
        } catch (GeneralSecurityException e) {
            throw new ProviderException("the JDK does not encode these parameters", e);
        }
    }
}
