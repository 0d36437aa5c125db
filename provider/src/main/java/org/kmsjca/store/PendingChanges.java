package org.kmsjca.store;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects the changes of a transaction's body; the last change of each record counts. */
final class PendingChanges implements StoreTransaction {
    private final Map<LeafKey, StoreChange> changes = new LinkedHashMap<>();
    private final Set<String> destroyed = new HashSet<>();
    private final Map<LeafKey, byte[]> materials = new LinkedHashMap<>();
    private final List<PendingTokenOperation> tasks = new ArrayList<>();
    private final List<PendingTokenOperation> finished = new ArrayList<>();
    private final List<AuditEntry> audit = new ArrayList<>();
    private List<RootEnvelope> envelopes = List.of();
    private @Nullable Instant rootBackup;
    private @Nullable Instant lookedAt;
    private @Nullable Instant accepted;
    private long passedRevision;
    private boolean raisingCounter;
    private boolean ended;

    @Override
    public void put(CmkRecord cmk) {
        change(LeafKey.cmk(cmk.keyId()), new StoreChange.CmkPut(cmk));
    }

    @Override
    public void remove(String keyId) {
        change(LeafKey.cmk(keyId), new StoreChange.CmkRemoved(keyId));
        removeMaterial(keyId);
    }

    @Override
    public void putMaterial(String keyId, String versionId, byte[] protectedMaterial) {
        checkOpen();
        materials.put(LeafKey.material(keyId, versionId), protectedMaterial.clone());
    }

    @Override
    public void removeMaterial(String keyId) {
        checkOpen();
        destroyed.add(keyId);
        materials.keySet().removeIf(material -> material.id().equals(keyId));
    }

    @Override
    public void put(PendingTokenOperation task) {
        checkOpen();
        tasks.add(task);
    }

    @Override
    public void finish(PendingTokenOperation task) {
        checkOpen();
        finished.add(task);
    }

    @Override
    public void put(TrustedCertificateRecord certificate) {
        change(
                LeafKey.certificate(certificate.alias()),
                new StoreChange.CertificatePut(certificate));
    }

    @Override
    public void removeCertificate(String alias) {
        change(LeafKey.certificate(alias), new StoreChange.CertificateRemoved(alias));
    }

    @Override
    public void replaceEnvelopes(List<RootEnvelope> envelopes) {
        checkOpen();
        if (envelopes.isEmpty()) {
            throw new IllegalArgumentException(
                    "a store without a root envelope could never be opened again");
        }
        this.envelopes = List.copyOf(envelopes);
    }

    @Override
    public void noteRootBackup(Instant time) {
        checkOpen();
        rootBackup = time;
    }

    @Override
    public void look(Instant clock) {
        checkOpen();
        lookedAt = clock.truncatedTo(ChronoUnit.SECONDS);
    }

    @Override
    public void accept(Instant clock) {
        checkOpen();
        accepted = clock.truncatedTo(ChronoUnit.SECONDS);
    }

    @Override
    public void passRevision(long revision) {
        checkOpen();
        passedRevision = revision;
    }

    @Override
    public void raiseCounter() {
        checkOpen();
        raisingCounter = true;
    }

    @Override
    public void append(AuditEntry entry) {
        checkOpen();
        audit.add(entry);
        look(entry.time());
    }

    /** Refuses everything from now on. */
    void end() {
        ended = true;
    }

    /** The changes of records, removals first and otherwise in the order they were asked for. */
    Map<LeafKey, StoreChange> changes() {
        Map<LeafKey, StoreChange> removalsFirst = new LinkedHashMap<>();
        changes.forEach(
                (key, change) -> {
                    if (isRemoval(change)) {
                        removalsFirst.put(key, change);
                    }
                });
        changes.forEach(removalsFirst::putIfAbsent);
        return removalsFirst;
    }

    /** Key ids of the CMKs whose material so far is to be destroyed. */
    Set<String> destroyed() {
        return destroyed;
    }

    /** New protected key material. */
    Map<LeafKey, byte[]> materials() {
        return materials;
    }

    /** Tasks to note. */
    List<PendingTokenOperation> tasks() {
        return tasks;
    }

    /** Tasks that end. */
    List<PendingTokenOperation> finished() {
        return finished;
    }

    /** The envelopes from now on, empty when they stay. */
    List<RootEnvelope> envelopes() {
        return envelopes;
    }

    /** The notes of the store after this transaction. */
    StoreNotes after(StoreNotes before) {
        StoreNotes after = rootBackup == null ? before : before.withRootBackup(rootBackup);
        if (accepted != null) {
            return after.withTime(new KnownTime(accepted, null));
        }
        return lookedAt == null ? after : after.withTime(before.time().after(lookedAt));
    }

    /** The new revision comes after this one. */
    long passedRevision() {
        return passedRevision;
    }

    boolean isRaisingCounter() {
        return raisingCounter;
    }

    /** Whether something is gone for good, which SQLite's log must not keep. */
    boolean isDestroying() {
        return !destroyed.isEmpty() || !envelopes.isEmpty();
    }

    /** New records of the audit, in their order. */
    List<AuditEntry> audit() {
        return audit;
    }

    boolean isEmpty() {
        return changes.isEmpty()
                && destroyed.isEmpty()
                && materials.isEmpty()
                && tasks.isEmpty()
                && finished.isEmpty()
                && envelopes.isEmpty()
                && rootBackup == null
                && lookedAt == null
                && accepted == null
                && !raisingCounter
                && audit.isEmpty();
    }

    static boolean isRemoval(StoreChange change) {
        return change instanceof StoreChange.CmkRemoved
                || change instanceof StoreChange.CertificateRemoved;
    }

    private void change(LeafKey key, StoreChange change) {
        checkOpen();
        changes.put(key, change);
    }

    private void checkOpen() {
        if (ended) {
            throw new IllegalStateException(
                    "this store transaction has ended; start another with MetadataStore.write");
        }
    }
}
