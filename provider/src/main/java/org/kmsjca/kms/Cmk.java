package org.kmsjca.kms;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.kmsjca.CmkMetadata;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyState;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.store.CmkRecord;
import org.kmsjca.store.VersionRecord;

/** A CMK, live: one object per key id and engine, whose snapshot follows the store. */
public final class Cmk {
    private final String keyId;
    private final CmkRegistry registry;
    private final MaterialCache cache;
    private final Map<String, CmkVersion> versions = new ConcurrentHashMap<>(1);
    private final AtomicReference<@Nullable String> perishableUse = new AtomicReference<>();
    private volatile CmkSnapshot snapshot;
    private volatile boolean removed;
    private volatile long changes;

    Cmk(CmkRecord record, CmkRegistry registry, MaterialCache cache) {
        this.keyId = record.keyId();
        this.registry = registry;
        this.cache = cache;
        this.snapshot = new CmkSnapshot(record);
        addVersions(record);
    }

    public String keyId() {
        return keyId;
    }

    OperationMetrics operations() {
        return registry.operations();
    }

    /** Gives the answer of DescribeKey. */
    public CmkMetadata metadata() {
        return snapshot.metadata(registry.arns());
    }

    public KeySpec keySpec() {
        return snapshot.keySpec();
    }

    /** To the second. */
    public Instant creationDate() {
        return snapshot.record().creationDate();
    }

    /** The certificate chain, leaf first; empty when there is none. */
    public List<X509Certificate> certificateChain() {
        return snapshot.certificateChain();
    }

    /** The version in use, or null while no material was imported. */
    public @Nullable CmkVersion primaryVersion() {
        return versions.get(snapshot.record().primaryVersionId());
    }

    /** The version of that id, or null. */
    public @Nullable CmkVersion version(String versionId) {
        return versions.get(versionId);
    }

    /**
     * The version that encrypts now, given the one that did when somebody looked. A symmetric CMK
     * that is due is rotated; the caller has refreshed the registry.
     */
    CmkVersion newestVersion(CmkVersion known) {
        CmkSnapshot current = snapshot;
        if (current.rotates()) {
            registry.catchUp();
            current = snapshot;
        }
        if (!current.hasSeveralVersions()) {
            return known;
        }
        CmkVersion primary = versions.get(current.record().primaryVersionId());
        return primary == null ? known : primary;
    }

    /** The ids of its versions, oldest first. */
    public List<String> versionIds() {
        return snapshot.record().versions().stream().map(VersionRecord::versionId).toList();
    }

    /** All but the one, newest first. */
    List<CmkVersion> versionsBut(CmkVersion one) {
        List<CmkVersion> others = new ArrayList<>();
        for (VersionRecord version : snapshot.record().versions()) {
            CmkVersion live = versions.get(version.versionId());
            if (live != null && live != one) {
                others.add(0, live);
            }
        }
        return others;
    }

    /** Whether that is its primary version, which a certificate chain belongs to. */
    public boolean isPrimary(CmkVersion version) {
        return version.versionId().equals(snapshot.record().primaryVersionId());
    }

    boolean oldVersionsEncrypt() {
        return registry.oldVersionsEncrypt();
    }

    /**
     * Remembers a use by an algorithm that does not tell a wrong key, and whose caller named no
     * version: it ends with the next version.
     */
    void notePerishableUse(String algorithm) {
        if (perishableUse.getPlain() == null) {
            perishableUse.set(algorithm);
        }
    }

    /** The first such algorithm that this process has seen, or null. */
    public @Nullable String perishableUse() {
        return perishableUse.get();
    }

    /** The CMK as it is at this moment. */
    public CmkSnapshot snapshot() {
        return snapshot;
    }

    /**
     * Asks whether this call is allowed now. This is on the path of every operation: it reads two
     * volatile fields and one word of mapped memory when all is well.
     */
    public void authorize(KmsCall call) {
        registry.refresh();
        authorizeAsKnown(call);
    }

    /** The same by what this process knows already, without a look at the store. */
    void authorizeAsKnown(KmsCall call) {
        CmkSnapshot current = snapshot;
        if (removed) {
            throw refused(call, current, KmsErrors.noSuchKey(keyId));
        }
        boolean usesMaterial = call.requiredUsage() != null;
        if (!usesMaterial || current.keyState() != KeyState.ENABLED) {
            // An Enabled CMK refuses no use by its state, and need not ask the table.
            KmsErrorCode refusal = StateTable.refusal(call, current.keyState());
            if (refusal != null) {
                throw refused(call, current, KmsErrors.wrongState(refusal, call, current));
            }
        }
        if (usesMaterial) {
            Instant expiry = current.materialExpiry();
            if (expiry != null && !registry.now().isBefore(expiry)) {
                // Before anybody came to take the material away.
                throw refused(call, current, KmsErrors.expiredMaterial(call, current, expiry));
            }
            if (call.requiredUsage() != current.keyUsage()) {
                throw refused(call, current, KmsErrors.wrongUsage(call, current));
            }
        }
    }

    private KmsException refused(KmsCall call, CmkSnapshot current, KmsException refusal) {
        registry.operations().refused(call, current, refusal);
        return refusal;
    }

    boolean isClosed() {
        return registry.isClosed();
    }

    /** Counts the changes that this process has seen. */
    long changes() {
        return changes;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // the store applies one commit after the other
    void update(CmkRecord record) {
        changes++;
        snapshot = new CmkSnapshot(record);
        addVersions(record);
        if (!mayHoldMaterial()) {
            versions.values().forEach(cache::remove);
        }
    }

    void remove() {
        removed = true;
        versions.values().forEach(cache::remove);
    }

    boolean mayHoldMaterial() {
        return !removed && snapshot.keyState() == KeyState.ENABLED;
    }

    private void addVersions(CmkRecord record) {
        for (VersionRecord version : record.versions()) {
            versions.computeIfAbsent(
                    version.versionId(), id -> new CmkVersion(this, version, cache));
        }
    }
}
