package org.kmsjca.kms;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.kmsjca.Alias;
import org.kmsjca.AliasName;
import org.kmsjca.Page;
import org.kmsjca.PageRequest;

/** CreateAlias, UpdateAlias, DeleteAlias, ListAliases. */
public final class AliasCalls {
    private final CmkChanges changes;
    private final AuditTrail audit;
    private final KeyLookup lookup;

    AliasCalls(CmkChanges changes, AuditTrail audit, KeyLookup lookup) {
        this.changes = changes;
        this.audit = audit;
        this.lookup = lookup;
    }

    /** CreateAlias. */
    public void create(String aliasName, String keyIdOrArn) {
        String keyId = lookup.withoutArn(keyIdOrArn);
        KmsCall call = KmsCall.CREATE_ALIAS;
        change(
                call,
                aliasName,
                keyId,
                (alias, draft) -> {
                    changes.allow(call, draft.require(keyId));
                    bindNew(draft, alias, keyId);
                });
    }

    /** UpdateAlias. */
    public void update(String aliasName, String keyIdOrArn) {
        String keyId = lookup.withoutArn(keyIdOrArn);
        KmsCall call = KmsCall.UPDATE_ALIAS;
        change(
                call,
                aliasName,
                keyId,
                (alias, draft) -> {
                    requireOwner(alias, draft);
                    changes.allow(call, draft.require(keyId));
                    draft.bind(alias, keyId);
                });
    }

    /** DeleteAlias. */
    public void delete(String aliasName) {
        KmsCall call = KmsCall.DELETE_ALIAS;
        audit.recordingRefusal(
                call,
                null,
                aliasName,
                () -> {
                    String alias = newAlias(aliasName);
                    return changes.change(
                            (draft, transaction) -> {
                                String owner = requireOwner(alias, draft);
                                draft.unbind(alias);
                                transaction.append(audit.done(call, owner, alias));
                                return draft;
                            });
                });
    }

    /** ListAliases. */
    public Page<Alias> list(PageRequest page) {
        return page.of(lookup.aliases());
    }

    /** ListAliasesByKeyId. */
    public Page<Alias> list(String keyId, PageRequest page) {
        return page.of(lookup.aliases(lookup.byKeyId(KmsCall.LIST_ALIASES_BY_KEY_ID, keyId)));
    }

    private void change(
            KmsCall call, String aliasName, String keyId, BiConsumer<String, UnitOfWork> changing) {
        audit.recordingRefusal(
                call,
                keyId,
                aliasName,
                () -> {
                    String alias = newAlias(aliasName);
                    lookup.requireKeyId(call, keyId);
                    return changes.change(
                            audit.done(call, keyId, alias),
                            (draft, transaction) -> {
                                changing.accept(alias, draft);
                                return draft;
                            });
                });
    }

    /** Gives an alias that nobody has. */
    static void bindNew(UnitOfWork draft, String alias, String keyId) {
        if (draft.ownerOf(alias) != null || draft.hasCertificate(alias)) {
            throw KmsErrors.aliasExists(alias);
        }
        draft.bind(alias, keyId);
    }

    private static String requireOwner(String alias, UnitOfWork draft) {
        String owner = draft.ownerOf(alias);
        if (owner == null) {
            throw KmsErrors.noSuchAlias(alias);
        }
        return owner;
    }

    private static String newAlias(@Nullable String aliasName) {
        if (aliasName == null || aliasName.isEmpty()) {
            throw KmsErrors.missing("AliasName", "give a name, with or without alias/");
        }
        String alias = AliasName.check(aliasName);
        if (AliasName.isReserved(alias)) {
            throw KmsErrors.reservedAlias(alias);
        }
        return alias;
    }
}
