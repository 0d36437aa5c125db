package org.kmsjca.kms;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kmsjca.AliasName;
import org.kmsjca.CmkMetadata;
import org.kmsjca.CmkSpec;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.Origin;
import org.kmsjca.store.AuditEntry;
import org.kmsjca.store.CmkRecord;
import org.kmsjca.store.VersionRecord;

/**
 * CreateKey, CreateKeyVersion, the adoption of a token's keys, and what a KeyStore stores. Key
 * material is made before the transaction that keeps it, and destroyed when that fails.
 */
public final class CreationCalls {
    private final CmkChanges changes;
    private final AuditTrail audit;
    private final KeyLookup lookup;
    private final CmkRegistry registry;
    private final KeyCreation creation;
    private final Caller caller;

    public CreationCalls(
            CmkChanges changes,
            AuditTrail audit,
            KeyLookup lookup,
            CmkRegistry registry,
            KeyCreation creation,
            Caller caller) {
        this.changes = changes;
        this.audit = audit;
        this.lookup = lookup;
        this.registry = registry;
        this.creation = creation;
        this.caller = caller;
    }

    /** CreateKey. */
    public CmkMetadata createKey(CmkSpec spec) {
        CmkRecord record = create(spec);
        return lookup.byKeyId(record.keyId()).metadata();
    }

    /** CreateKey for a key generator, which hands out a handle to the new version. */
    public CmkVersion createForGenerator(CmkSpec spec) {
        if (spec.origin() == Origin.EXTERNAL) {
            throw new KmsException(
                    KmsErrorCode.UNSUPPORTED_ORIGIN,
                    "a CMK of Origin EXTERNAL is created without material: use CreateKey (kms key"
                            + " create) and import into it, not a generator");
        }
        CmkRecord record = create(spec);
        return registry.committed(record.keyId(), record.primaryVersionId());
    }

    /** Applies what a KeyStore held back: all of it or nothing. */
    public void commit(List<KeyStoreChange> held) {
        creation.during(
                () -> {
                    commitAll(held);
                    return held;
                });
    }

    private void commitAll(List<KeyStoreChange> held) {
        var commit = new KeyStoreCommit(creation, caller, audit, held);
        try {
            changes.changeOr(
                    commit::discard,
                    (unit, transaction) -> {
                        commit.apply(unit, transaction);
                        return unit;
                    });
        } catch (KmsException e) {
            commit.refused(e);
            throw e;
        }
        commit.committed(registry);
    }

    private CmkRecord create(CmkSpec spec) {
        String alias = spec.alias().orElse(null);
        return audit.recordingRefusal(
                KmsCall.CREATE_KEY,
                null,
                alias,
                () -> {
                    refuseServicesAndTaken(alias);
                    return creation.during(() -> create(spec, alias));
                });
    }

    private CmkRecord create(CmkSpec spec, @Nullable String alias) {
        KeyCreation.NewCmk made = creation.create(spec);
        return keep(made, alias, audit.done(KmsCall.CREATE_KEY, made.cmk().keyId(), alias));
    }

    /** Keeps the CMK that a key of a token has become. */
    CmkRecord adopt(Optional<String> aliasName, Supplier<KeyCreation.NewCmk> adoption) {
        AuditedAction action = AuditedAction.ADOPT_HSM_OBJECT;
        return audit.recordingRefusal(
                audit.done(action, null, aliasName.orElse(null)),
                () -> {
                    String alias = aliasName.map(AliasName::check).orElse(null);
                    refuseServicesAndTaken(alias);
                    return creation.during(
                            () -> {
                                KeyCreation.NewCmk made = adoption.get();
                                return keep(
                                        made, alias, audit.done(action, made.cmk().keyId(), alias));
                            });
                });
    }

    private CmkRecord keep(KeyCreation.NewCmk made, @Nullable String alias, AuditEntry done) {
        return changes.changeOr(
                () -> creation.discard(made),
                done,
                (unit, transaction) -> {
                    unit.put(made.cmk());
                    made.store(transaction);
                    if (alias != null) {
                        AliasCalls.bindNew(unit, alias, made.cmk().keyId());
                    }
                    return made.cmk();
                });
    }

    /** Refuses before the slow part of a creation; what counts is the check in the transaction. */
    private void refuseServicesAndTaken(@Nullable String alias) {
        if (caller.ownAlias().isPresent()) {
            throw KmsErrors.serviceCreates(caller.creator());
        }
        if (alias == null) {
            return;
        }
        registry.refresh();
        if (AliasName.isReserved(alias)) {
            throw KmsErrors.reservedAlias(alias);
        }
        if (registry.byAlias(alias) != null || registry.trusted(alias) != null) {
            throw KmsErrors.aliasExists(alias);
        }
    }

    /**
     * CreateKeyVersion; of a symmetric CMK the new version is the one that encrypts from now on.
     */
    public CmkMetadata.KeyVersion createVersion(String keyIdOrAlias) {
        KmsCall call = KmsCall.CREATE_KEY_VERSION;
        String named = lookup.withoutArn(keyIdOrAlias);
        return audit.recordingRefusal(
                call, named, null, () -> creation.during(() -> createVersion(call, named)));
    }

    private CmkMetadata.KeyVersion createVersion(KmsCall call, String keyIdOrAlias) {
        CmkRecord before = lookup.byKeyIdOrAlias(keyIdOrAlias).snapshot().record();
        String keyId = before.keyId();
        changes.allow(call, before);
        Rotations.checkNewVersion(before, creation.now());
        KeyCreation.NewVersion made = creation.version(before);
        VersionRecord version = made.version();
        changes.changeOr(
                () -> creation.discard(made),
                audit.done(call, keyId, null),
                (unit, transaction) -> {
                    CmkRecord record = unit.require(keyId);
                    changes.allow(call, record);
                    Rotations.checkNewVersion(record, creation.now());
                    unit.put(
                            record.withVersion(
                                    version,
                                    record.keySpec().keyType().isSymmetric()
                                            ? version.versionId()
                                            : record.primaryVersionId()));
                    made.store(transaction);
                    return unit;
                });
        return new CmkMetadata.KeyVersion(version.versionId(), version.creationDate());
    }
}
