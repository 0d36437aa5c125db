package org.kmsjca.store;

/** Puts key material under another root key. */
public interface Reprotection {
    /**
     * Gives the material as it is kept from now on.
     *
     * @param protectedMaterial as the store keeps it
     */
    byte[] of(String keyId, String versionId, byte[] protectedMaterial);
}
