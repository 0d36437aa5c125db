package org.kmsjca.jca;

import java.security.KeyStoreException;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyUsage;
import org.kmsjca.config.KeystoreUsage;
import org.kmsjca.kms.ManagedKey;

/** Certificates on their way into and out of the KMS. */
final class Certificates {
    /** Positions in the key usage extension, RFC 5280 section 4.2.1.3. */
    private static final int KEY_ENCIPHERMENT = 2;

    private static final int DATA_ENCIPHERMENT = 3;

    private Certificates() {}

    static byte[] encode(Certificate certificate) throws KeyStoreException {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new KeyStoreException("a certificate has no encoding", e);
        }
    }

    /**
     * Encodes a chain.
     *
     * @throws KeyStoreException when its first certificate is not the key's
     */
    static List<byte[]> encodeFor(String name, ManagedKey key, Certificate @Nullable [] chain)
            throws KeyStoreException {
        if (chain == null || chain.length == 0) {
            return List.of();
        }
        var publicKey = key.publicKey();
        if (publicKey == null) {
            throw new KeyStoreException("the secret key '" + name + "' cannot have certificates");
        }
        if (!Arrays.equals(publicKey.getEncoded(), chain[0].getPublicKey().getEncoded())) {
            throw new KeyStoreException(
                    "the certificate for '"
                            + name
                            + "' has another public key than "
                            + key.displayName());
        }
        List<byte[]> encoded = new ArrayList<>();
        for (Certificate certificate : chain) {
            encoded.add(encode(certificate));
        }
        return encoded;
    }

    /**
     * What a key is for that becomes a CMK: what the setting says, else what its certificate says,
     * else the KMS's default.
     */
    static KeyUsage usage(KeySpec spec, KeystoreUsage setting, Certificate @Nullable [] chain) {
        KeyUsage wanted =
                switch (setting) {
                    case SIGN_VERIFY -> KeyUsage.SIGN_VERIFY;
                    case ENCRYPT_DECRYPT -> KeyUsage.ENCRYPT_DECRYPT;
                    case AUTO ->
                            isForEncipherment(chain)
                                    ? KeyUsage.ENCRYPT_DECRYPT
                                    : spec.defaultUsage();
                };
        return spec.usages().contains(wanted) ? wanted : spec.defaultUsage();
    }

    private static boolean isForEncipherment(Certificate @Nullable [] chain) {
        if (chain == null || chain.length == 0 || !(chain[0] instanceof X509Certificate leaf)) {
            return false;
        }
        boolean[] bits = leaf.getKeyUsage();
        if (bits == null) {
            return false;
        }
        boolean encipherment = false;
        for (int i = 0; i < bits.length; i++) {
            boolean forEncipherment = i == KEY_ENCIPHERMENT || i == DATA_ENCIPHERMENT;
            if (bits[i] && !forEncipherment) {
                return false;
            }
            encipherment |= bits[i];
        }
        return encipherment;
    }
}
