package org.kmsjca.jca;

import java.security.KeyStoreException;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyUsage;
import org.kmsjca.config.KeystoreUsage;
import org.kmsjca.crypto.x509.X509Certificates;
import org.kmsjca.kms.ManagedKey;
import org.kmsjca.text.Printable;

/** Certificates on their way into and out of the KMS. */
final class Certificates {
    /** Positions in the key usage extension, RFC 5280 section 4.2.1.3. */
    private static final int KEY_ENCIPHERMENT = 2;

    private static final int DATA_ENCIPHERMENT = 3;
    private static final int KEY_AGREEMENT = 4;
    private static final int ENCIPHER_ONLY = 7;
    private static final int DECIPHER_ONLY = 8;

    private Certificates() {}

    /**
     * Encodes a chain.
     *
     * @throws KeyStoreException when its first certificate is not the key's
     */
    static List<byte[]> encodeFor(String name, ManagedKey key, GivenChain chain)
            throws KeyStoreException {
        Certificate leaf = chain.leaf();
        if (leaf == null) {
            return List.of();
        }
        var publicKey = key.publicKey();
        if (publicKey == null) {
            throw new KeyStoreException(
                    "the secret key '" + Printable.of(name) + "' cannot have certificates");
        }
        if (!isOf(publicKey, leaf, chain.encoded().get(0))) {
            throw new KeyStoreException(
                    "the certificate for '%s' has another public key than %s"
                            .formatted(Printable.of(name), key.displayName()));
        }
        return chain.encoded();
    }

    /**
     * Asks the certificate itself, too: Java 17 encodes keys that it does not know in its own way.
     */
    private static boolean isOf(PublicKey key, Certificate certificate, byte[] der) {
        if (key instanceof RSAPublicKey rsa
                && certificate.getPublicKey() instanceof RSAPublicKey certified) {
            // Their encodings differ where the certificate says id-RSASSA-PSS, RFC 4055.
            return rsa.getModulus().equals(certified.getModulus())
                    && rsa.getPublicExponent().equals(certified.getPublicExponent());
        }
        byte[] encoded = key.getEncoded();
        return Arrays.equals(encoded, certificate.getPublicKey().getEncoded())
                || Arrays.equals(encoded, X509Certificates.publicKey(der));
    }

    /**
     * What a key is for that becomes a CMK: what the setting says, else what its certificate says,
     * else the KMS's default.
     */
    static KeyUsage usage(KeySpec spec, KeystoreUsage setting, @Nullable Certificate leaf) {
        KeyUsage wanted =
                switch (setting) {
                    case SIGN_VERIFY -> KeyUsage.SIGN_VERIFY;
                    case ENCRYPT_DECRYPT -> KeyUsage.ENCRYPT_DECRYPT;
                    case AUTO -> certified(leaf);
                };
        return wanted != null && spec.usages().contains(wanted) ? wanted : spec.defaultUsage();
    }

    /** The usage that a certificate allows alone; null when it allows others, or says nothing. */
    private static @Nullable KeyUsage certified(@Nullable Certificate certificate) {
        if (!(certificate instanceof X509Certificate leaf)) {
            return null;
        }
        boolean[] bits = leaf.getKeyUsage();
        if (bits == null) {
            return null;
        }
        BitSet set = new BitSet(bits.length);
        for (int i = 0; i < bits.length; i++) {
            set.set(i, bits[i]);
        }
        if (isAmong(set, KEY_ENCIPHERMENT, DATA_ENCIPHERMENT)) {
            return KeyUsage.ENCRYPT_DECRYPT;
        }
        return isAmong(set, KEY_AGREEMENT, ENCIPHER_ONLY, DECIPHER_ONLY)
                ? KeyUsage.KEY_AGREEMENT
                : null;
    }

    private static boolean isAmong(BitSet set, int... allowed) {
        BitSet others = (BitSet) set.clone();
        for (int bit : allowed) {
            others.clear(bit);
        }
        return !set.isEmpty() && others.isEmpty();
    }
}
