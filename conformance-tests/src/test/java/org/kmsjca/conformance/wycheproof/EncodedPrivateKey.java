package org.kmsjca.conformance.wycheproof;

import java.security.PrivateKey;

/** A private key in PKCS#8, for what the KeyFactories of the running JDK do not read. */
final class EncodedPrivateKey implements PrivateKey {
    private static final long serialVersionUID = 1L;

    private final String algorithm;
    private final byte[] encoded;

    EncodedPrivateKey(String algorithm, byte[] encoded) {
        this.algorithm = algorithm;
        this.encoded = encoded.clone();
    }

    @Override
    public String getAlgorithm() {
        return algorithm;
    }

    @Override
    public String getFormat() {
        return "PKCS#8";
    }

    @Override
    public byte[] getEncoded() {
        return encoded.clone();
    }
}
