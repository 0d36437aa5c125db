package org.kmsjca.kms;

import org.kmsjca.CmkSpec;
import org.kmsjca.KeySpec;
import org.kmsjca.store.MetadataStore;

/** Creates the key of the service that calls, when it first asks for it. */
final class ServiceKey {
    private final MetadataStore store;
    private final CmkRegistry registry;
    private final KeyCreation creation;
    private final Caller caller;
    private final AuditTrail audit;

    ServiceKey(
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
        KeyCreation.NewCmk made = creation.create(CmkSpec.of(KeySpec.ALIYUN_AES_256));
        boolean kept = false;
        try {
            kept =
                    store.write(
                            transaction -> {
                                Draft draft = new Draft(registry);
                                if (draft.ownerOf(alias) != null) {
                                    return false; // another process was first
                                }
                                draft.put(made.cmk());
                                made.store(transaction);
                                draft.bind(alias, made.cmk().keyId());
                                draft.writeTo(transaction);
                                transaction.append(
                                        audit.done(KmsCall.CREATE_KEY, made.cmk().keyId(), alias));
                                return true;
                            });
        } finally {
            if (!kept) {
                creation.discard(made);
            }
        }
    }
}
