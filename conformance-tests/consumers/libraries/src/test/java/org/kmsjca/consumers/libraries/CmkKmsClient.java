package org.kmsjca.consumers.libraries;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.crypto.KeyAccessDeniedException;
import org.apache.parquet.crypto.ParquetCryptoRuntimeException;
import org.apache.parquet.crypto.keytools.KmsClient;
import org.kmsjca.consumers.support.TestKms;

/** What a program writes for Parquet: master keys are entries of the KeyStore. */
public final class CmkKmsClient implements KmsClient {
    private static final int IV = 12;
    private static final int TAG_BITS = 128;

    private final KeyStore keys = TestKms.get().keyStore();

    @Override
    public void initialize(Configuration settings, String id, String url, String token) {
        // The KeyStore is open.
    }

    @Override
    public String wrapKey(byte[] key, String alias) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, masterKey(alias));
            byte[] wrapped = Arrays.copyOf(cipher.getIV(), IV + cipher.getOutputSize(key.length));
            cipher.doFinal(key, 0, key.length, wrapped, IV);
            return Base64.getEncoder().encodeToString(wrapped);
        } catch (GeneralSecurityException e) {
            throw new ParquetCryptoRuntimeException(e);
        }
    }

    @Override
    public byte[] unwrapKey(String text, String alias) {
        byte[] wrapped = Base64.getDecoder().decode(text);
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    masterKey(alias),
                    new GCMParameterSpec(TAG_BITS, wrapped, 0, IV));
            return cipher.doFinal(wrapped, IV, wrapped.length - IV);
        } catch (GeneralSecurityException e) {
            throw new ParquetCryptoRuntimeException(e);
        }
    }

    private Key masterKey(String alias) throws GeneralSecurityException {
        Key key = keys.getKey(alias, null);
        if (key == null) {
            throw new KeyAccessDeniedException("no master key " + alias);
        }
        return key;
    }
}
