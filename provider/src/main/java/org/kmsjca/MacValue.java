package org.kmsjca;

/** The answer of GenerateMac: the Mac, with the key version that made it. Immutable. */
public final class MacValue extends KeyVersionAnswer {
    /**
     * A code of the given key version; the array is copied.
     *
     * @param mac of the length of the KeySpec's digest
     */
    public MacValue(String keyId, String keyVersionId, byte[] mac) {
        super(keyId, keyVersionId, mac);
    }
}
