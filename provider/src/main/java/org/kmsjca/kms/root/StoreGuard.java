package org.kmsjca.kms.root;

import org.kmsjca.KmsException;
import org.kmsjca.config.Configuration;
import org.kmsjca.protection.software.root.RootKey;
import org.kmsjca.protection.software.root.tpm.TpmCounter;
import org.kmsjca.store.MetadataStore;
import org.kmsjca.store.MonotonicCounter;

/** The counter of the configured TPM, where the configuration wants one. */
public final class StoreGuard {
    private final Configuration configuration;
    private final RootOfTrustFactory roots;

    public StoreGuard(Configuration configuration, RootOfTrustFactory roots) {
        this.configuration = configuration;
        this.roots = roots;
    }

    /** Refuses an unlocked store that is older than the counter tells. */
    public void check(MetadataStore store, RootKey key) {
        if (configuration.tpm().counter()) {
            store.guard(counter(store, key));
        }
    }

    /** Whether the counter keeps the store from being used. */
    public boolean refuses(MetadataStore store, RootKey key) {
        try {
            check(store, key);
            return false;
        } catch (KmsException e) {
            return true;
        }
    }

    /** Goes on under another root key, with another counter. */
    void change(MetadataStore store, RootKey old, RootKey next) {
        if (configuration.tpm().counter()) {
            store.guardAnew(counter(store, next), false);
            store.write(
                    transaction -> {
                        transaction.raiseCounter();
                        return true;
                    });
            new TpmCounter(roots.tpmSettings(), old, store.storeId()).remove();
        }
    }

    /**
     * Takes an unlocked store as it is, from its next change on.
     *
     * @param deferred see {@link MetadataStore#guardAnew}
     */
    public void accept(MetadataStore store, RootKey key, boolean deferred) {
        if (configuration.tpm().counter()) {
            store.guardAnew(counter(store, key), deferred);
        }
    }

    /** Refuses an older store, but begins anew with a TPM that has no counter of it. */
    void checkOrBegin(MetadataStore store, RootKey key) {
        if (!configuration.tpm().counter()) {
            return;
        }
        MonotonicCounter counter = counter(store, key);
        if (counter.exists()) {
            store.guard(counter);
        } else {
            store.guardAnew(counter, false);
        }
    }

    private MonotonicCounter counter(MetadataStore store, RootKey key) {
        TpmCounter counter = new TpmCounter(roots.tpmSettings(), key, store.storeId());
        return new MonotonicCounter() {
            @Override
            public boolean exists() {
                return counter.exists();
            }

            @Override
            public long read() {
                return counter.read();
            }

            @Override
            public long create() {
                return counter.create();
            }

            @Override
            public void raise(long target) {
                counter.raise(target);
            }
        };
    }
}
