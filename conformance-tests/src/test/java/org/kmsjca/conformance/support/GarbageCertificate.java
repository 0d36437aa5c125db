package org.kmsjca.conformance.support;

import java.security.PublicKey;
import java.security.cert.Certificate;

/** A certificate of a key whose encoding nobody can read. */
@SuppressWarnings("serial") // never serialised
public final class GarbageCertificate extends Certificate {
    private final PublicKey publicKey;
    private final byte[] encoded;

    public GarbageCertificate(PublicKey publicKey, byte[] encoded) {
        super("X.509");
        this.publicKey = publicKey;
        this.encoded = encoded.clone();
    }

    @Override
    public byte[] getEncoded() {
        return encoded.clone();
    }

    @Override
    public void verify(PublicKey key) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void verify(PublicKey key, String provider) {
        throw new UnsupportedOperationException();
    }

    @Override
    public String toString() {
        return "garbage";
    }

    @Override
    public PublicKey getPublicKey() {
        return publicKey;
    }
}
