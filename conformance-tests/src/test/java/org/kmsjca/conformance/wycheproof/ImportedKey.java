package org.kmsjca.conformance.wycheproof;

import java.security.Key;
import java.security.KeyStoreException;
import java.util.Optional;

/** The handle of a key that became a CMK, or what refused it. */
record ImportedKey(Optional<Key> handle, Optional<KeyStoreException> refusal) {
    static ImportedKey as(Key handle) {
        return new ImportedKey(Optional.of(handle), Optional.empty());
    }

    static ImportedKey refused(KeyStoreException refusal) {
        return new ImportedKey(Optional.empty(), Optional.of(refusal));
    }
}
