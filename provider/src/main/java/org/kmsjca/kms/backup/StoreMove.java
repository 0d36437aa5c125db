package org.kmsjca.kms.backup;

import java.io.IOException;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.StoreRevision;
import org.kmsjca.config.Configuration;
import org.kmsjca.kms.StoreAddresses;
import org.kmsjca.kms.root.RootKeyMac;
import org.kmsjca.kms.root.RootKeyUnlock;
import org.kmsjca.kms.root.RootOfTrustFactory;
import org.kmsjca.protection.software.root.RootKey;
import org.kmsjca.store.MetadataStore;
import org.kmsjca.store.StagedStore;
import org.kmsjca.store.StoreAddress;
import org.kmsjca.store.StoreOpening;

/** Copies a store to another place, which has none yet. */
final class StoreMove {
    private final Configuration configuration;
    private final RootOfTrustFactory roots;

    StoreMove(Configuration configuration, RootOfTrustFactory roots) {
        this.configuration = configuration;
        this.roots = roots;
    }

    StoreRevision run(String from, String to) {
        StoreAddress source = StoreAddresses.of(configuration, from);
        StoreAddress target = StoreAddresses.of(configuration, to);
        if (!StoreOpening.isThere(source)) {
            throw refused("there is no store " + source.location());
        }
        if (StoreOpening.isThere(target)) {
            throw refused("there is a store " + target.location() + " already; nothing is copied");
        }
        try (MetadataStore store = StoreAdministration.openToRead(source);
                RootKey key = new RootKeyUnlock(roots).of(store).key()) {
            store.unlock(new RootKeyMac(key), changes -> {});
            StoreAdministration.requireIntact(store);
            copy(store, target);
        } catch (IOException e) {
            throw new KmsException(
                    KmsErrorCode.INTERNAL_FAILURE,
                    "the store %s could not be copied: %s".formatted(source.location(), e),
                    e);
        }
        return verified(target);
    }

    private static void copy(MetadataStore store, StoreAddress target) throws IOException {
        try (StagedStore staged = StagedStore.of(store, target)) {
            staged.putInto(target);
        }
    }

    private StoreRevision verified(StoreAddress target) {
        try (MetadataStore store = StoreAdministration.openExisting(target);
                RootKey key = new RootKeyUnlock(roots).of(store).key()) {
            store.unlock(new RootKeyMac(key), changes -> {});
            StoreAdministration.requireIntact(store);
            return store.revision();
        }
    }

    private static KmsException refused(String message) {
        return new KmsException(KmsErrorCode.INVALID_PARAMETER, message);
    }
}
