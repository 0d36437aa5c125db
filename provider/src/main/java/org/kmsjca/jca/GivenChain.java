package org.kmsjca.jca;

import java.security.KeyStoreException;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kmsjca.crypto.x509.X509Certificates;

/**
 * A copy of a chain that a caller gives. Each certificate is asked once, for its encoding: its
 * class may be the caller's, and say of itself what the encoding, which is kept, does not.
 *
 * @param leaf the first certificate as its encoding has it, or as it was given where nobody can
 *     read that; null when there is none
 */
record GivenChain(List<byte[]> encoded, @Nullable Certificate leaf) {
    /** Far above what authorities issue; each process that opens the store reads all of them. */
    private static final int LONGEST_ENCODING = 64 * 1024;

    private static final int LONGEST_CHAIN = 100;

    private static final GivenChain EMPTY = new GivenChain(List.of(), null);

    static GivenChain of(Certificate @Nullable [] chain) throws KeyStoreException {
        if (chain == null || chain.length == 0) {
            return EMPTY;
        }
        Certificate[] given = chain.clone();
        if (given.length > LONGEST_CHAIN) {
            throw new KeyStoreException(
                    "the chain has %s certificates, allowed are %s"
                            .formatted(given.length, LONGEST_CHAIN));
        }
        List<byte[]> encoded = new ArrayList<>(given.length);
        for (Certificate certificate : given) {
            encoded.add(encode(certificate));
        }
        return new GivenChain(List.copyOf(encoded), leaf(given[0], encoded.get(0)));
    }

    private static Certificate leaf(Certificate given, byte[] encoded) {
        try {
            return X509Certificates.decode(encoded);
        } catch (CertificateException e) {
            return given; // the entry will show no chain
        }
    }

    /** The encoding, in an array that nobody else has. */
    static byte[] encode(Certificate certificate) throws KeyStoreException {
        byte[] encoded;
        try {
            encoded = certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new KeyStoreException("a certificate has no encoding", e);
        }
        if (encoded == null) {
            throw new KeyStoreException("a certificate has no encoding");
        }
        byte[] copy = encoded.clone();
        if (copy.length > LONGEST_ENCODING) {
            throw new KeyStoreException(
                    "a certificate has %s bytes, allowed are %s"
                            .formatted(copy.length, LONGEST_ENCODING));
        }
        return copy;
    }
}
