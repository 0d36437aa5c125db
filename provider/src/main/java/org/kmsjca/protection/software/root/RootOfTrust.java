package org.kmsjca.protection.software.root;

import org.kmsjca.KmsException;

/** What protects the root key of a store. */
public interface RootOfTrust {
    /** The kind as it stands in the setting {@code root}, such as {@code keyfile}. */
    String kind();

    /** What it is, for people: kind and place, no secret. */
    String description();

    /** Protects a root key for the store of that id. */
    SealedRootKey seal(RootKey rootKey, String storeId);

    /**
     * Gives the root key.
     *
     * @throws KmsException when the secret is missing or wrong; the message says which and what to
     *     do
     */
    RootKey unseal(SealedRootKey sealed, String storeId);
}
