package org.kmsjca.protection.software;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyType;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.mechanism.CipherMechanism;
import org.kmsjca.mechanism.CipherOperation;
import org.kmsjca.protection.CipherKey;

/** An unwrapped secret key with its pool of ciphers. */
final class SoftwareSecretKey implements CipherKey, SoftwareKey {
    private final KeySpec keySpec;
    private final SecretKey key;
    private final EngineTable engines;
    private final CipherPool pool = new CipherPool();

    /** Copies the clear key; the array stays the caller's. */
    SoftwareSecretKey(KeySpec keySpec, byte[] clear, EngineTable engines) {
        this.keySpec = keySpec;
        this.key = new SecretKeySpec(clear, keySpec.keyAlgorithm());
        this.engines = engines;
    }

    @Override
    public KeySpec keySpec() {
        return keySpec;
    }

    @Override
    public CipherOperation cipher(CipherMechanism mechanism) {
        if (keySpec.keyType() == KeyType.SM4) {
            return new BouncyCipher(mechanism, this::clearEncoding);
        }
        if (mechanism == CipherMechanism.AES_CBC_ISO10126) {
            return new Iso10126Cipher(this);
        }
        SoftwareCipher pooled = pool.take(mechanism);
        return pooled != null ? pooled : newCipher(mechanism);
    }

    @Override
    public CipherOperation cipher(CipherMechanism mechanism, @Nullable CipherOperation kept) {
        return kept instanceof SoftwareCipher cipher && cipher.isOf(this, mechanism)
                ? cipher
                : CipherKey.super.cipher(mechanism, kept);
    }

    SoftwareCipher newCipher(CipherMechanism mechanism) {
        try {
            var engine = Cipher.getInstance(mechanism.transformation(), engines.cipher(mechanism));
            return new SoftwareCipher(mechanism, engine, key, this, pool);
        } catch (GeneralSecurityException e) {
            throw new KmsException(
                    KmsErrorCode.INTERNAL_FAILURE,
                    "the JDK's engine lacks " + mechanism.transformation(),
                    e);
        }
    }

    @Override
    public byte[] clearEncoding() {
        return key.getEncoded();
    }

    @Override
    public void close() {
        pool.close();
    }
}
