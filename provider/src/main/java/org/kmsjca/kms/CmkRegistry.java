package org.kmsjca.kms;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.kmsjca.EntryName;
import org.kmsjca.KeyState;
import org.kmsjca.KmsException;
import org.kmsjca.store.CmkRecord;
import org.kmsjca.store.MetadataStore;
import org.kmsjca.store.StoreChange;
import org.kmsjca.store.TrustedCertificateRecord;
import org.kmsjca.store.VersionRecord;

/**
 * What the store holds, in memory: reading is lock-free and never waits for a writer. Follows the
 * changes of this and other processes.
 */
public final class CmkRegistry {
    private final MetadataStore store;
    private final MaterialCache cache;
    private final OperationMetrics operations;
    private final Clock clock;
    private final Arns arns;
    private final boolean oldVersionsEncrypt;
    private volatile boolean closed;
    private final Map<String, Cmk> byKeyId = new ConcurrentHashMap<>();
    private final Map<String, CmkVersion> byVersionId = new ConcurrentHashMap<>();
    private final Map<String, Cmk> byAlias = new ConcurrentHashMap<>();
    private final Map<String, TrustedCertificateRecord> trusted = new ConcurrentHashMap<>();
    private final Lookalikes lookalikes = new Lookalikes();
    private final DueDates dueDates = new DueDates();
    private volatile @Nullable List<String> entryNames;
    private Consumer<Instant> dueWork = now -> {};

    /**
     * Empty, until the store tells what it has.
     *
     * @param oldVersionsEncrypt whether a version that is not the primary one encrypts for a handle
     *     that names it
     */
    public CmkRegistry(
            MetadataStore store,
            MaterialCache cache,
            OperationMetrics operations,
            Clock clock,
            Arns arns,
            boolean oldVersionsEncrypt) {
        this.clock = clock;
        this.arns = arns;
        this.oldVersionsEncrypt = oldVersionsEncrypt;
        this.store = store;
        this.cache = cache;
        this.operations = operations;
    }

    OperationMetrics operations() {
        return operations;
    }

    /** Tells the keys that handles stand for that the engine is closed. */
    public void close() {
        closed = true;
    }

    Arns arns() {
        return arns;
    }

    boolean isClosed() {
        return closed;
    }

    boolean oldVersionsEncrypt() {
        return oldVersionsEncrypt;
    }

    Instant now() {
        return clock.instant();
    }

    /** Catches up with other processes; costs one volatile read when there is nothing. */
    void refresh() {
        if (store.hasChanges()) {
            store.pull();
        }
    }

    /** Says what is to be done when something is due; before the registry is shared. */
    public void whenDue(Consumer<Instant> work) {
        dueWork = work;
    }

    /** Follows other processes and does what is due by now. */
    void catchUp() {
        refresh();
        if (earliestDue().isBefore(Instant.MAX)) {
            Instant now = now();
            if (!earliestDue().isAfter(now)) {
                dueWork.accept(now);
            }
        }
    }

    @Nullable Cmk byKeyId(String keyId) {
        return byKeyId.get(keyId);
    }

    @Nullable CmkVersion byVersionId(String versionId) {
        return byVersionId.get(versionId);
    }

    @Nullable Cmk byAlias(String name) {
        return byAlias.get(name);
    }

    @Nullable TrustedCertificateRecord trusted(String alias) {
        return trusted.get(alias);
    }

    /** Whether an entry of a KeyStore has that name. */
    boolean isName(String name) {
        return byAlias.containsKey(name) || trusted.containsKey(name);
    }

    /** The name that is not its own likeness but has that one, or null. */
    @Nullable String lookalike(String likeness) {
        return lookalikes.of(likeness);
    }

    /** All CMKs in order of creation. */
    List<Cmk> all() {
        List<Cmk> all = new ArrayList<>(byKeyId.values());
        all.sort(
                Comparator.comparing((Cmk cmk) -> cmk.snapshot().record().creationDate())
                        .thenComparing(Cmk::keyId));
        return all;
    }

    int keyCount() {
        return byKeyId.size();
    }

    int aliasCount() {
        return byAlias.size();
    }

    int versionCount() {
        return byVersionId.size();
    }

    /** All aliases, sorted; without names of entries that are none. */
    List<String> aliases() {
        return byAlias.keySet().stream().filter(EntryName::isAlias).sorted().toList();
    }

    /**
     * When something is due by itself, {@link ScheduledChanges}; {@link Instant#MAX} when nothing
     * is.
     */
    Instant earliestDue() {
        return dueDates.earliest();
    }

    /** The CMKs that something is due with by then, the longest due first. */
    List<Cmk> due(Instant now) {
        List<Cmk> due = new ArrayList<>();
        for (String keyId : dueDates.until(now)) {
            Cmk cmk = byKeyId.get(keyId);
            if (cmk != null) {
                due.add(cmk);
            }
        }
        return due;
    }

    /**
     * The names of KeyStore entries, sorted: aliases, trusted certificates, and the key ids of CMKs
     * that have no alias and are not waiting for deletion.
     */
    List<String> entryNames() {
        List<String> names = entryNames;
        if (names == null) {
            names = collectEntryNames();
            entryNames = names;
        }
        return names;
    }

    private List<String> collectEntryNames() {
        List<String> names = new ArrayList<>(byAlias.keySet());
        names.addAll(trusted.keySet());
        for (Cmk cmk : byKeyId.values()) {
            CmkSnapshot snapshot = cmk.snapshot();
            if (snapshot.record().aliases().isEmpty()
                    && snapshot.keyState() != KeyState.PENDING_DELETION) {
                names.add(cmk.keyId());
            }
        }
        return names.stream().map(EntryName::listed).sorted().toList();
    }

    /** Takes over committed changes; the store calls it, one commit after the other. */
    public void apply(List<StoreChange> changes) {
        for (StoreChange change : changes) {
            if (change instanceof StoreChange.CmkPut put) {
                put(put.cmk());
            } else if (change instanceof StoreChange.CmkRemoved gone) {
                remove(gone.keyId());
            } else if (change instanceof StoreChange.CertificatePut put) {
                trusted.put(put.certificate().alias(), put.certificate());
                lookalikes.add(put.certificate().alias());
            } else if (change instanceof StoreChange.CertificateRemoved gone) {
                trusted.remove(gone.alias());
                removed(gone.alias());
            }
        }
        entryNames = null;
    }

    private void removed(String name) {
        if (!isName(name)) {
            lookalikes.remove(name);
        }
    }

    private void put(CmkRecord record) {
        dueDates.put(record.keyId(), ScheduledChanges.date(record));
        Cmk cmk = byKeyId.get(record.keyId());
        if (cmk == null) {
            cmk = new Cmk(record, this, cache);
            byKeyId.put(record.keyId(), cmk);
        } else {
            for (String alias : cmk.snapshot().record().aliases()) {
                if (!record.aliases().contains(alias)) {
                    byAlias.remove(alias, cmk);
                    removed(alias);
                }
            }
            cmk.update(record);
        }
        for (String alias : record.aliases()) {
            byAlias.put(alias, cmk);
            lookalikes.add(alias);
        }
        for (VersionRecord version : record.versions()) {
            CmkVersion live = cmk.version(version.versionId());
            if (live != null) {
                byVersionId.put(version.versionId(), live);
            }
        }
    }

    private void remove(String keyId) {
        dueDates.put(keyId, null);
        Cmk cmk = byKeyId.remove(keyId);
        if (cmk != null) {
            for (String alias : cmk.snapshot().record().aliases()) {
                byAlias.remove(alias, cmk);
                removed(alias);
            }
            for (VersionRecord version : cmk.snapshot().record().versions()) {
                byVersionId.remove(version.versionId());
            }
            cmk.remove();
        }
    }

    /** The live version that a commit of this process has just made. */
    CmkVersion committed(String keyId, String versionId) throws KmsException {
        Cmk cmk = byKeyId.get(keyId);
        CmkVersion version = cmk == null ? null : cmk.version(versionId);
        if (version == null) {
            throw KmsErrors.noSuchKey(keyId);
        }
        return version;
    }
}
