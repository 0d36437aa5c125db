package org.kmsjca.kms;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.mechanism.JdkProviders;
import org.kmsjca.protection.software.root.RootKey;
import org.kmsjca.store.RecordAuthenticator;

/** HMAC-SHA256 under a key derived from the root key. */
final class RowAuthenticator implements RecordAuthenticator {
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKey key;

    RowAuthenticator(RootKey rootKey) {
        byte[] clear = rootKey.derive("store rows", "");
        this.key = new SecretKeySpec(clear, ALGORITHM);
        Arrays.fill(clear, (byte) 0);
    }

    @Override
    public byte[] mac(byte[] message) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM, JdkProviders.sunJce());
            mac.init(key);
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new KmsException(
                    KmsErrorCode.INTERNAL_FAILURE, "the JDK's " + ALGORITHM + " failed", e);
        }
    }
}
