package org.kmsjca.jca;

import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.AEADBadTagException;
import org.jspecify.annotations.Nullable;
import org.kmsjca.EncryptionContext;
import org.kmsjca.KeyType;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.kms.Cmk;
import org.kmsjca.kms.CmkVersion;
import org.kmsjca.kms.KmsCall;
import org.kmsjca.kms.engine.KmsEngine;

/** A CMK that a Cipher was initialised with, its engine, and the encryption context. */
record CmkCipherParameters(
        CmkVersion version, KmsEngine engine, EncryptionContext encryptionContext) {
    Cmk cmk() {
        return version.cmk();
    }

    /** The CMK of the handle, which must be allowed the call now. */
    static CmkCipherParameters of(
            ProviderContext context,
            @Nullable Key key,
            EncryptionContext encryptionContext,
            KmsCall call)
            throws InvalidKeyException {
        KmsKey handle = context.requireHandle(key, type(key));
        if (!(handle.managed() instanceof CmkVersion version)) {
            throw new InvalidKeyException(
                    handle + " is no CMK yet: store it in the KeyStore first");
        }
        context.authorize(version, call);
        return new CmkCipherParameters(version, handle.instance().engine(), encryptionContext);
    }

    /** Its size in bits. */
    static int keySize(ProviderContext context, @Nullable Key key) throws InvalidKeyException {
        return context.requireHandle(key, type(key)).managed().keySpec().bits();
    }

    private static KeyType type(@Nullable Key key) {
        return key instanceof KmsKey handle && handle.managed().keySpec().keyType() == KeyType.SM4
                ? KeyType.SM4
                : KeyType.AES;
    }

    /** The encryption context in the parameters of the Cipher of that name; none is empty. */
    static EncryptionContext encryptionContext(String name, @Nullable AlgorithmParameterSpec spec)
            throws InvalidAlgorithmParameterException {
        if (spec == null) {
            return EncryptionContext.empty();
        }
        if (spec instanceof EncryptionContext encryptionContext) {
            return encryptionContext;
        }
        throw new InvalidAlgorithmParameterException(
                name + " takes org.kmsjca.EncryptionContext, not " + spec.getClass().getName());
    }

    /** Whether the KMS says that the ciphertext is not what it made, for this key and context. */
    static boolean isNotAuthentic(KmsException failure) {
        return failure.code() == KmsErrorCode.INVALID_PARAMETER
                || failure.code() == KmsErrorCode.KEY_NOT_FOUND;
    }

    static AEADBadTagException notAuthentic(KmsException cause) {
        var exception = new AEADBadTagException(cause.getMessage());
        exception.initCause(cause);
        return exception;
    }
}
