package org.kmsjca.jca;

import java.security.AlgorithmParameters;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.IllegalBlockSizeException;
import org.jspecify.annotations.Nullable;
import org.kmsjca.DataKeySpec;
import org.kmsjca.EncryptionContext;
import org.kmsjca.KmsException;
import org.kmsjca.kms.Cmk;
import org.kmsjca.kms.KmsCall;
import org.kmsjca.kms.Limits;
import org.kmsjca.kms.engine.KmsEngine;

/**
 * Encrypt and Decrypt of the KMS, and of data keys by WRAP and UNWRAP. The handle names the CMK;
 * its primary version encrypts, the version that the ciphertext names decrypts.
 */
final class CmkCipherSpi extends WholeInputCipherSpi {
    private @Nullable CmkCipherParameters use;
    private int mode;

    CmkCipherSpi(ProviderContext context, Algorithm.CmkCipher algorithm) {
        super(context, algorithm.name());
    }

    @Override
    void guardedInit(int newMode, Key key, @Nullable SecureRandom random)
            throws InvalidKeyException {
        init(newMode, key, EncryptionContext.empty());
    }

    @Override
    void guardedInit(
            int newMode,
            Key key,
            @Nullable AlgorithmParameterSpec spec,
            @Nullable SecureRandom random)
            throws InvalidKeyException, InvalidAlgorithmParameterException {
        init(newMode, key, CmkCipherParameters.encryptionContext(name(), spec));
    }

    @Override
    void guardedInit(
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

    private void init(int newMode, Key key, EncryptionContext encryptionContext)
            throws InvalidKeyException {
        use = null;
        clear();
        mode = newMode;
        KmsCall call = isEncrypting() ? KmsCall.ENCRYPT : KmsCall.DECRYPT;
        use = CmkCipherParameters.of(context(), key, encryptionContext, call);
    }

    private boolean isEncrypting() {
        return mode == Cipher.ENCRYPT_MODE || mode == Cipher.WRAP_MODE;
    }

    @Override
    boolean isInitialised() {
        return use != null;
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
        CmkCipherParameters initialised = use;
        if (initialised == null) {
            throw new IllegalStateException("the cipher is not initialised");
        }
        KmsEngine engine = initialised.engine();
        Cmk cmk = initialised.cmk();
        EncryptionContext encryptionContext = initialised.encryptionContext();
        try {
            if (mode == Cipher.ENCRYPT_MODE) {
                return engine.encryption()
                        .encrypt(KmsCall.ENCRYPT, cmk, whole, encryptionContext)
                        .toByteArray();
            }
            if (mode == Cipher.WRAP_MODE) {
                return engine.dataKeys().wrap(cmk, whole, encryptionContext).toByteArray();
            }
            return mode == Cipher.UNWRAP_MODE
                    ? engine.dataKeys().unwrap(cmk, whole, encryptionContext)
                    : engine.encryption()
                            .decrypt(KmsCall.DECRYPT, cmk, whole, encryptionContext)
                            .plaintext();
        } catch (KmsException e) {
            if (!isEncrypting() && CmkCipherParameters.isNotAuthentic(e)) {
                throw CmkCipherParameters.notAuthentic(e);
            }
            throw context().refused(initialised.version(), e);
        }
    }

    @Override
    protected int engineGetKeySize(Key sizedKey) throws InvalidKeyException {
        return CmkCipherParameters.keySize(context(), sizedKey);
    }

    @Override
    protected int engineGetOutputSize(int length) {
        int total = collected() + length;
        return isEncrypting()
                ? total + Limits.BLOB_OVERHEAD
                : Math.max(0, total - Limits.BLOB_OVERHEAD);
    }
}
