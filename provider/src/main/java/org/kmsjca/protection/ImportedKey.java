package org.kmsjca.protection;

import java.io.IOException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.PrivateKey;
import java.util.Arrays;
import javax.crypto.SecretKey;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;

/**
 * A copy of another provider's key, which is asked once for what it is: its class may be the
 * caller's, and answer differently the next time.
 */
public abstract sealed class ImportedKey implements Key, AutoCloseable {
    private static final long serialVersionUID = 1L;

    private final String origin;
    private final String algorithm;
    private final String format;
    private final transient byte[] encoded;

    private ImportedKey(String origin, String algorithm, String format, byte[] encoded) {
        this.origin = origin;
        this.algorithm = algorithm;
        this.format = format;
        this.encoded = encoded;
    }

    /**
     * Copies the key.
     *
     * @throws InvalidKeyException when it has no encoding, or an RSA key lacks values that cannot
     *     be computed
     */
    public static ImportedKey of(Key key) throws InvalidKeyException {
        String origin = key.getClass().getName();
        String algorithm = String.valueOf(key.getAlgorithm());
        if (key instanceof SecretKey) {
            return new Secret(origin, algorithm, ImportableKey.encoding(key, "RAW"));
        }
        if (!(key instanceof PrivateKey)) {
            throw ImportableKey.refused(key, "it is neither a secret nor a private key");
        }
        byte[] encoded = ImportableKey.encoding(key, "PKCS#8");
        try {
            return new Private(origin, algorithm, completed(encoded));
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
    }

    private static byte[] completed(byte[] encoded) throws InvalidKeyException {
        try {
            PrivateKeyInfo info = PrivateKeyInfo.getInstance(encoded);
            if (!RsaPrivateKeys.isRsa(info)) {
                return encoded.clone();
            }
            ImportableKey.requireRsaSpec(info);
            PrivateKeyInfo completed = RsaPrivateKeys.completed(info);
            return completed.equals(info) ? encoded.clone() : completed.getEncoded();
        } catch (IOException | RuntimeException e) {
            throw new InvalidKeyException("the private key is not well-formed PKCS#8", e);
        }
    }

    /** The class of the key that was copied. */
    String origin() {
        return origin;
    }

    @Override
    public String getAlgorithm() {
        return algorithm;
    }

    @Override
    public String getFormat() {
        return format;
    }

    @Override
    public byte[] getEncoded() {
        return encoded.clone();
    }

    /** Wipes the copy. */
    @Override
    public void close() {
        Arrays.fill(encoded, (byte) 0);
    }

    private static final class Secret extends ImportedKey implements SecretKey {
        private static final long serialVersionUID = 1L;

        Secret(String origin, String algorithm, byte[] encoded) {
            super(origin, algorithm, "RAW", encoded);
        }
    }

    private static final class Private extends ImportedKey implements PrivateKey {
        private static final long serialVersionUID = 1L;

        Private(String origin, String algorithm, byte[] encoded) {
            super(origin, algorithm, "PKCS#8", encoded);
        }
    }
}
