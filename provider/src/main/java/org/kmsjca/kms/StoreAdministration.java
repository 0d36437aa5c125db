package org.kmsjca.kms;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.config.Configuration;
import org.kmsjca.protection.software.root.RootKey;
import org.kmsjca.store.MetadataStore;

/** Mends a store's file, without opening the engine. */
public final class StoreAdministration {
    private final Configuration configuration;
    private final RootChoice roots;

    StoreAdministration(Configuration configuration, RootChoice roots) {
        this.configuration = configuration;
        this.roots = roots;
    }

    /** See {@link org.kmsjca.KmsStore#acceptRevision}. */
    public void acceptRevision() {
        try (MetadataStore store = openStore()) {
            try (RootKey key = new RootOpening(roots).of(store).key()) {
                store.unlockOlder(new RowAuthenticator(key));
            }
            var audit =
                    new AuditTrail(
                            store,
                            Clock.systemUTC(),
                            configuration.caller(),
                            configuration.callerName());
            store.write(
                    transaction -> {
                        transaction.append(audit.done(AuditedAction.ACCEPT_REVISION, null, null));
                        return true;
                    });
        }
    }

    private MetadataStore openStore() {
        Path file = configuration.databaseFile();
        if (!Files.exists(file)) {
            throw new KmsException(KmsErrorCode.UNAVAILABLE, "there is no store " + file);
        }
        return MetadataStore.open(
                file,
                storeId -> {
                    throw new KmsException(
                            KmsErrorCode.UNAVAILABLE, "the store " + file + " is empty");
                });
    }
}
