package org.kmsjca.kms.root;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.kmsjca.config.Configuration;
import org.kmsjca.kms.AuditTrail;
import org.kmsjca.kms.AuditedAction;
import org.kmsjca.protection.software.root.RootKey;
import org.kmsjca.store.AuditEntry;
import org.kmsjca.store.CmkRecord;
import org.kmsjca.store.MetadataStore;
import org.kmsjca.store.StoreChange;

/** Puts a store under another root key. */
final class RootKeyChange {
    private final Configuration configuration;
    private final RootOfTrustFactory roots;
    private final Supplier<MetadataStore> opening;

    /**
     * As the configuration has it.
     *
     * @param opening opens the store once more, when it is under the new root key
     */
    RootKeyChange(
            Configuration configuration,
            RootOfTrustFactory roots,
            Supplier<MetadataStore> opening) {
        this.configuration = configuration;
        this.roots = roots;
        this.opening = opening;
    }

    /** Makes the new root key; the store is locked, and not to be used any more afterwards. */
    void run(MetadataStore store, RootKey old, NewRoots wanted) {
        try (RootKey next = wanted.newRootKey(store)) {
            Map<String, CmkRecord> records = unlock(store, old);
            new StoreGuard(configuration, roots).check(store, old);
            AuditTrail audit = AuditTrail.of(store, configuration);
            AuditEntry done = audit.done(AuditedAction.CHANGE_ROOT_KEY, null, null);
            audit.recordingRefusal(
                    done,
                    () -> {
                        store.rekey(
                                new RootKeyMac(next),
                                new Reprotecting(configuration, old, next, records),
                                () -> wanted.envelopes(store, next),
                                envelopes ->
                                        audit.done(
                                                AuditedAction.CHANGE_ROOT_KEY,
                                                envelopes.get(0).envelopeId(),
                                                null));
                        return true;
                    });
            finish(old, next, wanted);
        }
    }

    private static Map<String, CmkRecord> unlock(MetadataStore store, RootKey key) {
        Map<String, CmkRecord> records = new HashMap<>();
        store.unlock(
                new RootKeyMac(key),
                changes ->
                        changes.forEach(
                                change -> {
                                    if (change instanceof StoreChange.CmkPut put) {
                                        records.put(put.cmk().keyId(), put.cmk());
                                    }
                                }));
        return records;
    }

    private void finish(RootKey old, RootKey next, NewRoots wanted) {
        try (MetadataStore store = opening.get()) {
            wanted.takeEffect(store);
            if (configuration.tpm().counter()) {
                // The counter of the old root key refuses everybody from now on.
                store.unlock(new RootKeyMac(next), changes -> {});
                new StoreGuard(configuration, roots).change(store, old, next);
            }
        }
    }
}
