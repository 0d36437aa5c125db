package org.kmsjca;

/** The answer of AsymmetricSign: the Value, with the key version that signed. Immutable. */
public final class SignatureValue extends KeyVersionAnswer {
    /**
     * A signature of the given key version; the array is copied.
     *
     * @param value as {@link SigningAlgorithm} says
     */
    public SignatureValue(String keyId, String keyVersionId, byte[] value) {
        super(keyId, keyVersionId, value);
    }
}
