package org.kmsjca.kms;

import org.jspecify.annotations.Nullable;
import org.kmsjca.CmkSpec;
import org.kmsjca.KeySpec;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.store.MetadataStore;

/** Creates the key of the service that calls, when it first asks for it. */
public final class ServiceKey {
    private final MetadataStore store;
    private final CmkRegistry registry;
    private final KeyCreation creation;
    private final Caller caller;
    private final AuditTrail audit;

    public ServiceKey(
            MetadataStore store,
            CmkRegistry registry,
            KeyCreation creation,
            Caller caller,
            AuditTrail audit) {
        this.store = store;
        this.registry = registry;
        this.creation = creation;
        this.caller = caller;
        this.audit = audit;
    }

    /** Creates the key when the name is that of the caller's own and there is none yet. */
    void createIfOwn(String alias) {
        if (caller.ownAlias().filter(alias::equals).isEmpty() || registry.byAlias(alias) != null) {
            return;
        }
        creation.during(() -> create(alias));
    }

    /** Creates the key; returns whether it was kept, as nobody else came first. */
    private boolean create(String alias) {
        KeyCreation.NewCmk made = make(alias);
        if (made == null) {
            return false;
        }
        boolean kept = false;
        try {
            kept =
                    store.write(
                            transaction -> {
                                UnitOfWork unit = new UnitOfWork(registry);
                                if (unit.ownerOf(alias) != null) {
                                    return false; // another process was first
                                }
                                unit.put(made.cmk());
                                made.store(transaction);
                                unit.bind(alias, made.cmk().keyId());
                                unit.writeTo(transaction);
                                transaction.append(
                                        audit.done(KmsCall.CREATE_KEY, made.cmk().keyId(), alias));
                                return true;
                            });
            return kept;
        } finally {
            if (!kept) {
                creation.discard(made);
            }
        }
    }

    /**
     * The key, not yet stored; null when somebody else has made it meanwhile. Tokens were seen to
     * fail when several threads make keys and destroy those that came too late, so that a failure
     * which may pass is tried once more.
     */
    private KeyCreation.@Nullable NewCmk make(String alias) {
        CmkSpec spec = CmkSpec.of(KeySpec.ALIYUN_AES_256);
        try {
            return creation.create(spec);
        } catch (KmsException e) {
            if (e.code() != KmsErrorCode.SERVICE_UNAVAILABLE_TEMPORARY) {
                throw e;
            }
        }
        registry.refresh();
        return registry.byAlias(alias) != null ? null : creation.create(spec);
    }
}
