package org.kmsjca.kms.root;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.crypto.JdkProviders;
import org.kmsjca.protection.software.root.RootKey;
import org.kmsjca.store.RecordMac;

/** HMAC-SHA256 under a key derived from the root key. */
public final class RootKeyMac implements RecordMac {
    private static final String ALGORITHM = "HmacSHA256";

    private final Mac initialised;

    public RootKeyMac(RootKey rootKey) {
        this(rootKey, "store rows");
    }

    /** For what is authenticated apart from the rows. */
    RootKeyMac(RootKey rootKey, String purpose) {
        byte[] clear = rootKey.derive(purpose, "");
        try {
            initialised = Mac.getInstance(ALGORITHM, JdkProviders.sunJce());
            initialised.init(new SecretKeySpec(clear, ALGORITHM));
        } catch (GeneralSecurityException e) {
            throw failure(e);
        } finally {
            Arrays.fill(clear, (byte) 0);
        }
    }

    /** Works on a copy, so that several threads may call it. */
    @Override
    public byte[] mac(byte[] message) {
        return copy().doFinal(message);
    }

    @Override
    public RecordMac forOneThread() {
        Mac own = copy();
        return own::doFinal;
    }

    private Mac copy() {
        try {
            return (Mac) initialised.clone();
        } catch (CloneNotSupportedException e) {
            throw failure(e);
        }
    }

    private static KmsException failure(Exception e) {
        return new KmsException(
                KmsErrorCode.INTERNAL_FAILURE, "the JDK's " + ALGORITHM + " failed", e);
    }
}
