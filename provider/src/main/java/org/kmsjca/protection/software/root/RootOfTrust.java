package org.kmsjca.protection.software.root;

import java.util.Arrays;
import org.kmsjca.KmsException;
import org.kmsjca.crypto.SystemRandom;

/** A protection of a store's root key. */
public interface RootOfTrust {
    /** The kind as it stands in the setting {@code root}, such as {@code keyfile}. */
    String kind();

    /** Describes it for people: kind and place, no secret. */
    String description();

    /** Describes it and what that envelope is bound to, for people. */
    default String description(SealedRootKey sealed) {
        return description();
    }

    /** A new random root key. */
    default RootKey newRootKey() {
        byte[] clear = new byte[RootKey.LENGTH];
        try {
            SystemRandom.source().nextBytes(clear);
            return new RootKey(clear);
        } finally {
            Arrays.fill(clear, (byte) 0);
        }
    }

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
