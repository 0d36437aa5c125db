package org.kmsjca.jca;

import java.security.AlgorithmParameters;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.AEADBadTagException;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.IllegalBlockSizeException;
import org.jspecify.annotations.Nullable;
import org.kmsjca.DataKeySpec;
import org.kmsjca.EncryptionContext;
import org.kmsjca.KeyType;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.kms.Cmk;
import org.kmsjca.kms.CmkVersion;
import org.kmsjca.kms.KmsCall;
import org.kmsjca.kms.KmsEngine;
import org.kmsjca.kms.Limits;

/**
 * Encrypt and Decrypt of the KMS, and of data keys by WRAP and UNWRAP. The handle names the CMK;
 * its primary version encrypts, the version that the ciphertext names decrypts.
 */
final class CmkCipherSpi extends WholeInputCipherSpi {
    private @Nullable Cmk cmk;
    private @Nullable KmsEngine engine;
    private EncryptionContext encryptionContext = EncryptionContext.empty();
    private int mode;

    CmkCipherSpi(ProviderContext context, Algorithm.CmkCipher algorithm) {
        super(context, algorithm.name());
    }

    @Override
    protected void engineInit(int newMode, Key key, @Nullable SecureRandom random)
            throws InvalidKeyException {
        init(newMode, key, EncryptionContext.empty());
    }

    @Override
    protected void engineInit(
            int newMode,
            Key key,
            @Nullable AlgorithmParameterSpec spec,
            @Nullable SecureRandom random)
            throws InvalidKeyException, InvalidAlgorithmParameterException {
        if (spec != null && !(spec instanceof EncryptionContext)) {
            throw new InvalidAlgorithmParameterException(
                    name()
                            + " takes org.kmsjca.EncryptionContext, not "
                            + spec.getClass().getName());
        }
        init(newMode, key, spec == null ? EncryptionContext.empty() : (EncryptionContext) spec);
    }

    @Override
    protected void engineInit(
            int newMode,
            Key key,
            @Nullable AlgorithmParameters parameters,
            @Nullable SecureRandom random)
            throws InvalidKeyException, InvalidAlgorithmParameterException {
        if (parameters != null) {
            throw new InvalidAlgorithmParameterException(
                    name() + " takes org.kmsjca.EncryptionContext, not AlgorithmParameters");
        }
        init(newMode, key, EncryptionContext.empty());
    }

    private void init(int newMode, Key key, EncryptionContext context) throws InvalidKeyException {
        cmk = null;
        clear();
        KmsKey handle = context().requireHandle(key, type(key));
        if (!(handle.managed() instanceof CmkVersion version)) {
            throw new InvalidKeyException(
                    handle + " is no CMK yet: store it in the KeyStore first");
        }
        mode = newMode;
        context().authorize(version, isEncrypting() ? KmsCall.ENCRYPT : KmsCall.DECRYPT);
        engine = handle.instance().engine();
        encryptionContext = context;
        cmk = version.cmk();
    }

    private static KeyType type(@Nullable Key key) {
        return key instanceof KmsKey handle && handle.managed().keySpec().keyType() == KeyType.SM4
                ? KeyType.SM4
                : KeyType.AES;
    }

    private boolean isEncrypting() {
        return mode == Cipher.ENCRYPT_MODE || mode == Cipher.WRAP_MODE;
    }

    @Override
    boolean isInitialised() {
        return cmk != null;
    }

    @Override
    int longestInput() {
        if (mode == Cipher.WRAP_MODE) {
            return DataKeySpec.MAXIMUM_BYTES; // a longer key could not be unwrapped
        }
        return Limits.MAXIMUM_PLAINTEXT_BYTES + (isEncrypting() ? 0 : Limits.BLOB_OVERHEAD);
    }

    @Override
    IllegalBlockSizeException tooLong() {
        if (mode == Cipher.WRAP_MODE) {
            return new IllegalBlockSizeException(
                    name() + " wraps keys of at most " + longestInput() + " bytes");
        }
        return new IllegalBlockSizeException(
                name()
                        + (isEncrypting()
                                ? " encrypts at most "
                                        + longestInput()
                                        + " bytes: encrypt larger data under a data key, see"
                                        + " org.kmsjca.DataKeySpec"
                                : " decrypts at most " + longestInput() + " bytes"));
    }

    @Override
    byte[] process(byte[] whole) throws BadPaddingException {
        KmsEngine open = opened();
        Cmk key = required();
        if (mode == Cipher.ENCRYPT_MODE) {
            return open.encryption()
                    .encrypt(KmsCall.ENCRYPT, key, whole, encryptionContext)
                    .toByteArray();
        }
        if (mode == Cipher.WRAP_MODE) {
            return open.dataKeys().wrap(key, whole, encryptionContext).toByteArray();
        }
        try {
            return mode == Cipher.UNWRAP_MODE
                    ? open.dataKeys().unwrap(key, whole, encryptionContext)
                    : open.encryption()
                            .decrypt(KmsCall.DECRYPT, key, whole, encryptionContext)
                            .plaintext();
        } catch (KmsException e) {
            if (e.code() == KmsErrorCode.INVALID_PARAMETER
                    || e.code() == KmsErrorCode.KEY_NOT_FOUND) {
                throw notAuthentic(e);
            }
            throw e;
        }
    }

    private static AEADBadTagException notAuthentic(KmsException cause) {
        var exception = new AEADBadTagException(cause.getMessage());
        exception.initCause(cause);
        return exception;
    }

    private Cmk required() {
        Cmk key = cmk;
        if (key == null) {
            throw new IllegalStateException("the cipher is not initialised");
        }
        return key;
    }

    private KmsEngine opened() {
        KmsEngine open = engine;
        if (open == null) {
            throw new IllegalStateException("the cipher is not initialised");
        }
        return open;
    }

    @Override
    protected int engineGetKeySize(Key sizedKey) throws InvalidKeyException {
        return context().requireHandle(sizedKey, type(sizedKey)).managed().keySpec().bits();
    }

    @Override
    protected int engineGetOutputSize(int length) {
        int total = collected() + length;
        return isEncrypting()
                ? total + Limits.BLOB_OVERHEAD
                : Math.max(0, total - Limits.BLOB_OVERHEAD);
    }
}
