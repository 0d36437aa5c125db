package org.kmsjca.kms;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.kmsjca.EntryName;
import org.kmsjca.KeyState;
import org.kmsjca.KmsException;
import org.kmsjca.kms.KeyCreation.NewCmk;
import org.kmsjca.store.AuditEntry;
import org.kmsjca.store.CmkRecord;
import org.kmsjca.store.StoreTransaction;
import org.kmsjca.store.TrustedCertificateRecord;

/**
 * Applies what a KeyStore held back, in one transaction. A key whose last name was deleted is
 * scheduled for deletion; one that has got another name in the same transaction was renamed.
 */
final class KeyStoreCommit {
    private final KeyCreation creation;
    private final Caller caller;
    private final AuditTrail audit;
    private final List<KeyStoreChange> changes;
    private final List<AuditEntry> records = new ArrayList<>();
    private final Map<TransientKey, NewCmk> made = new HashMap<>();
    private final Set<String> losers = new LinkedHashSet<>();

    /** Protects the material of transient keys, so that the transaction itself is short. */
    KeyStoreCommit(
            KeyCreation creation, Caller caller, AuditTrail audit, List<KeyStoreChange> changes) {
        this.creation = creation;
        this.caller = caller;
        this.audit = audit;
        this.changes = changes;
        try {
            for (KeyStoreChange change : changes) {
                if (change instanceof KeyStoreChange.SetKey set
                        && set.key() instanceof TransientKey key
                        && key.stored() == null
                        && !made.containsKey(key)) {
                    made.put(key, creation.store(key, set.usageIfNew()));
                }
            }
        } catch (Throwable e) {
            discard();
            throw e;
        }
    }

    /** Takes back what was made, when the transaction does not take place. */
    void discard() {
        made.values().forEach(creation::discard);
    }

    void apply(UnitOfWork unit, StoreTransaction transaction) {
        for (KeyStoreChange change : changes) {
            if (change instanceof KeyStoreChange.SetKey set) {
                setKey(unit, set);
            } else if (change instanceof KeyStoreChange.SetCertificate set) {
                setCertificate(unit, set);
            } else if (change instanceof KeyStoreChange.Delete delete) {
                delete(unit, delete.name());
            }
        }
        for (NewCmk cmk : made.values()) {
            if (unit.find(cmk.cmk().keyId()) != null) {
                cmk.store(transaction);
            }
        }
        for (String keyId : losers) {
            scheduleIfNameless(unit, keyId);
        }
        records.forEach(transaction::append);
    }

    /** Records what the transaction failed at. */
    void refused(KmsException refusal) {
        if (!records.isEmpty()) {
            audit.refused(records.get(records.size() - 1), refusal);
        }
    }

    /** Tells the transient keys that they are CMKs now. */
    void committed(CmkRegistry registry) {
        made.forEach(
                (key, cmk) -> {
                    if (registry.byKeyId(key.keyId()) != null) {
                        key.becomes(registry.committed(key.keyId(), key.versionId()));
                    } else {
                        creation.discard(cmk);
                    }
                });
    }

    private void setKey(UnitOfWork unit, KeyStoreChange.SetKey set) {
        String keyId = set.key().keyId();
        NewCmk cmk = set.key() instanceof TransientKey key ? made.get(key) : null;
        if (cmk != null && caller.ownAlias().isPresent()) {
            records.add(audit.done(KmsCall.CREATE_KEY, keyId, set.name()));
            throw KmsErrors.serviceCreates(caller.creator());
        }
        if (cmk != null && unit.find(keyId) == null) {
            records.add(audit.done(KmsCall.CREATE_KEY, keyId, null));
            unit.put(cmk.cmk());
        }
        CmkRecord record = unit.require(keyId);
        admit(KmsCall.CREATE_ALIAS, record, set.name());
        String versionId = set.key().versionId();
        if (!record.keySpec().keyType().isSymmetric()
                && !versionId.equals(record.primaryVersionId())) {
            record = record.withPrimaryVersion(versionId); // a chain belongs to its version
            unit.put(record);
        }
        if (!set.certificateChain().isEmpty() || !record.certificateChain().isEmpty()) {
            records.add(audit.done(AuditedAction.SET_CERTIFICATE_CHAIN, keyId, null));
            unit.put(record.withCertificateChain(set.certificateChain()));
        }
        String name = set.name();
        if (name.equals(keyId)) {
            return;
        }
        if (unit.hasCertificate(name)) {
            removeCertificate(unit, name);
        }
        String owner = unit.ownerOf(name);
        if (!keyId.equals(owner)) {
            KmsCall call = owner == null ? KmsCall.CREATE_ALIAS : KmsCall.UPDATE_ALIAS;
            records.add(audit.done(call, keyId, name));
            refuse(KmsCall.CREATE_ALIAS, unit.require(keyId));
            checkNew(name);
            unit.bind(name, keyId);
        }
    }

    private void admit(KmsCall call, CmkRecord cmk, String name) {
        try {
            caller.admit(call, cmk);
        } catch (KmsException e) {
            records.add(audit.done(call, cmk.keyId(), name));
            throw e;
        }
    }

    private void setCertificate(UnitOfWork unit, KeyStoreChange.SetCertificate set) {
        records.add(audit.done(AuditedAction.SET_TRUSTED_CERTIFICATE, null, set.name()));
        if (unit.ownerOf(set.name()) != null) {
            throw KmsErrors.aliasExists(set.name());
        }
        checkNew(set.name());
        unit.put(new TrustedCertificateRecord(set.name(), set.certificate(), creation.now()));
    }

    private void delete(UnitOfWork unit, String name) {
        if (unit.hasCertificate(name)) {
            removeCertificate(unit, name);
            return;
        }
        String owner = unit.ownerOf(name);
        CmkRecord named = unit.find(owner != null ? owner : name);
        if (named != null) {
            admit(KmsCall.SCHEDULE_KEY_DELETION, named, name);
        }
        if (owner != null) {
            records.add(audit.done(KmsCall.DELETE_ALIAS, owner, name));
            unit.unbind(name);
            losers.add(owner);
        } else if (unit.find(name) != null) {
            losers.add(name);
        }
    }

    private void removeCertificate(UnitOfWork unit, String name) {
        records.add(audit.done(AuditedAction.DELETE_TRUSTED_CERTIFICATE, null, name));
        unit.removeCertificate(name);
    }

    private void scheduleIfNameless(UnitOfWork unit, String keyId) {
        CmkRecord record = unit.require(keyId);
        if (record.aliases().isEmpty() && record.keyState() != KeyState.PENDING_DELETION) {
            records.add(audit.done(KmsCall.SCHEDULE_KEY_DELETION, keyId, null));
            if (record.deletionProtection() != null) {
                throw KmsErrors.deletionProtected(new CmkSnapshot(record));
            }
            unit.put(
                    record.withState(
                            KeyState.PENDING_DELETION,
                            creation.now()
                                    .plus(Duration.ofDays(Limits.DEFAULT_PENDING_WINDOW_DAYS))));
        }
    }

    private static void refuse(KmsCall call, CmkRecord record) {
        var refusal = StateTable.refusal(call, record.keyState());
        if (refusal != null) {
            throw KmsErrors.wrongState(refusal, call, new CmkSnapshot(record));
        }
    }

    private static void checkNew(String name) {
        EntryName.checkBare(name);
        if (EntryName.isReserved(name)) {
            throw KmsErrors.reservedAlias(name);
        }
    }
}
