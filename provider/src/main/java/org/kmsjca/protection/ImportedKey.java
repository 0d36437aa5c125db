package org.kmsjca.protection;

import java.io.IOException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.PrivateKey;
import java.util.Arrays;
import javax.crypto.SecretKey;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KeySpec;
import org.kmsjca.crypto.SecretBytes;

/**
 * A copy of another provider's key, which is asked once for what it is: its class may be the
 * caller's, and answer differently the next time.
 */
public abstract sealed class ImportedKey implements Key, AutoCloseable {
    private static final long serialVersionUID = 1L;

    private final String origin;
    private final String algorithm;
    private final String format;
    private final transient SecretBytes encoded;
    private final @Nullable KeySpec rsa;

    private ImportedKey(
            String origin, String algorithm, String format, byte[] encoded, @Nullable KeySpec rsa) {
        this.origin = origin;
        this.algorithm = algorithm;
        this.format = format;
        this.encoded = new SecretBytes(encoded);
        Arrays.fill(encoded, (byte) 0);
        this.rsa = rsa;
    }

    /**
     * Copies the key.
     *
     * @throws InvalidKeyException when it has no encoding, or an RSA key lacks values that cannot
     *     be computed
     */
    public static ImportedKey of(Key key) throws InvalidKeyException {
        String origin = key.getClass().getName();
        String algorithm = algorithm(key);
        if (key instanceof SecretKey) {
            return new Secret(origin, algorithm, ImportableKey.encoding(key, "RAW"));
        }
        if (!(key instanceof PrivateKey)) {
            throw ImportableKey.refused(key, "it is neither a secret nor a private key");
        }
        byte[] encoded = ImportableKey.encoding(key, "PKCS#8");
        try {
            PrivateKeyInfo info = PrivateKeyInfo.getInstance(encoded);
            if (!RsaPrivateKeyInfo.isRsa(info)) {
                return new Private(origin, algorithm, encoded, null);
            }
            RsaPrivateKeyInfo rsa = RsaPrivateKeyInfo.parse(info);
            KeySpec spec = ImportableKey.requireSpec(rsa);
            PrivateKeyInfo completed = rsa.completed();
            byte[] copy = completed.equals(info) ? encoded : completed.getEncoded();
            return new Private(origin, algorithm, copy, spec);
        } catch (IOException | RuntimeException e) {
            throw new InvalidKeyException("the private key is not well-formed PKCS#8", e);
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
    }

    private static String algorithm(Key key) throws InvalidKeyException {
        try {
            return String.valueOf(key.getAlgorithm());
        } catch (RuntimeException e) {
            throw ImportableKey.refused(key, "its algorithm's name failed: " + e, e);
        }
    }

    /**
     * The KeySpec of the key.
     *
     * @throws InvalidKeyException when there is none for it
     */
    public KeySpec keySpec() throws InvalidKeyException {
        return rsa != null ? rsa : ImportableKey.specOf(this);
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
        byte[] copy = encoded.copy();
        if (copy == null) {
            throw new IllegalStateException("the copy was wiped");
        }
        return copy;
    }

    /** Wipes the copy. */
    @Override
    public void close() {
        encoded.wipe();
    }

    private static final class Secret extends ImportedKey implements SecretKey {
        private static final long serialVersionUID = 1L;

        Secret(String origin, String algorithm, byte[] encoded) {
            super(origin, algorithm, "RAW", encoded, null);
        }
    }

    private static final class Private extends ImportedKey implements PrivateKey {
        private static final long serialVersionUID = 1L;

        Private(String origin, String algorithm, byte[] encoded, @Nullable KeySpec rsa) {
            super(origin, algorithm, "PKCS#8", encoded, rsa);
        }
    }
}
