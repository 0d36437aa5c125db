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

    public AliasCalls(CmkChanges changes, AuditTrail audit, KeyLookup lookup) {
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
                (alias, unit) -> {
                    changes.allow(call, unit.require(keyId));
                    bindNew(unit, alias, keyId);
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
                (alias, unit) -> {
                    requireOwner(alias, unit);
                    changes.allow(call, unit.require(keyId));
                    unit.bind(alias, keyId);
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
                            (unit, transaction) -> {
                                String owner = requireOwner(alias, unit);
                                unit.unbind(alias);
                                transaction.append(audit.done(call, owner, alias));
                                return unit;
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
                            (unit, transaction) -> {
                                changing.accept(alias, unit);
                                return unit;
                            });
                });
    }

    /** Gives an alias that nobody has. */
    static void bindNew(UnitOfWork unit, String alias, String keyId) {
        if (unit.ownerOf(alias) != null || unit.hasCertificate(alias)) {
            throw KmsErrors.aliasExists(alias);
        }
        unit.bind(alias, keyId);
    }

    private static String requireOwner(String alias, UnitOfWork unit) {
        String owner = unit.ownerOf(alias);
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
