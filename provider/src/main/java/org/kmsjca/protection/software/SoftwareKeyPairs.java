package org.kmsjca.protection.software;

import java.security.InvalidKeyException;
import java.security.PrivateKey;
import org.kmsjca.KeySpec;
import org.kmsjca.protection.ImportableKey;
import org.kmsjca.protection.KeyMaterial;
import org.kmsjca.protection.KeyPairMaterial;

/** Key pairs that are not kept: data key pairs. */
public final class SoftwareKeyPairs {
    private final ClearKeyFactory factory;
    private final ClearKeyCodec codec;

    SoftwareKeyPairs(ClearKeyFactory factory, ClearKeyCodec codec) {
        this.factory = factory;
        this.codec = codec;
    }

    /** Makes a new pair; slow for RSA. */
    public SoftwareKeyPair generate(KeySpec spec) {
        return pair(factory.generate(spec));
    }

    /**
     * The pair of a private key. The array stays the caller's.
     *
     * @throws InvalidKeyException when it is no PKCS#8 of a sound private key of a KeySpec
     */
    public SoftwareKeyPair decode(byte[] clearPrivateKey) throws InvalidKeyException {
        KeyMaterial material = codec.decode(specOf(clearPrivateKey), clearPrivateKey);
        PairwiseCheck.check(material);
        return pair(material);
    }

    private static KeySpec specOf(byte[] clearPrivateKey) throws InvalidKeyException {
        return ImportableKey.specOf(new Encoded(clearPrivateKey));
    }

    private static SoftwareKeyPair pair(KeyMaterial material) {
        if (!(material instanceof SoftwareKey key && material instanceof KeyPairMaterial pair)) {
            throw new IllegalArgumentException("a " + material.keySpec() + " key is no pair");
        }
        return new SoftwareKeyPair(material.keySpec(), pair.publicKey(), key.clearEncoding());
    }

    /** An encoding whose KeySpec is asked for. */
    private static final class Encoded implements PrivateKey {
        private static final long serialVersionUID = 1L;

        private final transient byte[] encoded;

        Encoded(byte[] encoded) {
            this.encoded = encoded;
        }

        @Override
        public String getAlgorithm() {
            return "PKCS#8";
        }

        @Override
        public String getFormat() {
            return "PKCS#8";
        }

        @Override
        public byte[] getEncoded() {
            return encoded.clone(); // whoever asks wipes it
        }
    }
}
