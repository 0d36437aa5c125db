package org.kmsjca.store;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kmsjca.AuditRecord;
import org.kmsjca.AuditVerification;
import org.kmsjca.KmsException;
import org.kmsjca.StoreRevision;

/**
 * Keeps CMKs, trusted certificates, protected key material and the encrypted root key in one
 * database that several processes may use at once. Thread-safe.
 *
 * <p>{@link StoreOpening} finds or makes it; with the root key out of one of its {@link #envelopes}
 * the caller can {@link #unlock} it and gets everything there is; from then on {@link #write}
 * changes it, and {@link #hasChanges} tells, in about a nanosecond, when to {@link #pull} what
 * other processes have changed ({@link ChangeCounter} says how for a file). The listener given to
 * unlock hears of every change, own or foreign, in the order of commits and under the store's lock.
 *
 * <p>Every row is authenticated and the set of them is, too ({@link HashTree}): one that was
 * edited, exchanged, deleted, added or put back to an older state is refused. See {@code
 * docs/store-authentication.md}.
 *
 * <p>Failures are {@link org.kmsjca.KmsException}s: {@code SERVICE_UNAVAILABLE_TEMPORARY} when
 * another process or thread keeps the store locked for too long, {@code INTERNAL_FAILURE} when the
 * store cannot be used or was tampered with, {@code UNAVAILABLE} after {@link #close}.
 */
public final class MetadataStore implements AutoCloseable {
    private final StoreDatabase database;
    private final String storeId;
    private final StoreErrors failures;
    private final GuardedConnection main;
    private final StoreReader reader;
    private final ChangeSignal changes;
    private final Upkeep upkeep;
    private final boolean readOnly;
    private final Transactions transactions;
    private final VerifiedReads reads;

    MetadataStore(StoreDatabase database, String storeId, StoreConnection main, boolean readOnly) {
        this.database = database;
        this.storeId = storeId;
        this.failures = database.failures();
        this.main = new GuardedConnection(main, failures);
        this.reader = new StoreReader(database);
        this.changes = database.changes();
        this.readOnly = readOnly;
        this.upkeep = database.upkeep(this.main::isAbandoned);
        this.transactions = new Transactions(database, upkeep);
        this.reads = new VerifiedReads(reader, transactions, this::pull, failures);
    }

    /** The store's id, a random UUID given at its creation. */
    public String storeId() {
        return storeId;
    }

    /** Where the store is, for people: its file, or its database. */
    public String location() {
        return database.location();
    }

    /** The revision that is known, and when it was made. */
    public StoreRevision revision() {
        StoreState state = transactions.unlocked().state();
        long records = state.auditHead().sequence();
        List<AuditRecord> last = reader.audit(Math.max(0, records - 1), 1);
        return new StoreRevision(
                state.revision(), last.stream().map(AuditRecord::time).findFirst());
    }

    /** Gives the revision that {@link #unlockOlder} gives up; empty for none or an unknown one. */
    public OptionalLong givenUpRevision() {
        long passed = transactions.unlocked().passedRevision();
        return passed <= 0 ? OptionalLong.empty() : OptionalLong.of(passed);
    }

    /** What is around the store: its database, and who else is there. */
    public Surroundings surroundings() {
        return new Surroundings(database, reader);
    }

    /** The programs that use this store. */
    public Instances instances() {
        return database.instances();
    }

    /**
     * The root key under each of its roots of trust, in the order they were given. Before {@link
     * #unlock}, which refuses envelopes that do not belong to the store, they are only what the
     * file says.
     */
    public List<RootEnvelope> envelopes() {
        return transactions.view() == null ? reader.envelopes() : reads.envelopes();
    }

    /** Gives the time of the last backup of the root key. */
    public Optional<Instant> lastRootBackup() {
        return reader.lastRootBackup();
    }

    /**
     * Verifies the store and gives the listener everything that is in it. Once per object; a wrong
     * authenticator is refused, and another may be tried.
     */
    public void unlock(RecordMac authenticator, Consumer<List<StoreChange>> listener) {
        unlock(authenticator, listener, false);
    }

    /**
     * Unlocks a store that is older than what was acknowledged, as somebody wants it who gives up
     * what came after. The next {@link #write} makes it the one that is acknowledged.
     *
     * @return whether it is older
     */
    public boolean unlockOlder(RecordMac authenticator) {
        return unlock(authenticator, changes -> {}, true);
    }

    private boolean unlock(
            RecordMac authenticator, Consumer<List<StoreChange>> listener, boolean older) {
        return exclusively(
                "read",
                connection -> {
                    if (transactions.view() != null) {
                        throw new IllegalStateException("the store is unlocked already");
                    }
                    RecordMacs macs = new RecordMacs(authenticator, storeId);
                    AcknowledgedRevision record = database.record(macs);
                    database.convert(connection, authenticator, storeId, older, !readOnly);
                    return transactions.unlock(
                            connection,
                            new VerifiedView(failures, macs, listener),
                            record,
                            older,
                            !readOnly);
                });
    }

    /**
     * Holds the unlocked store against a counter, which is made when the store has known none. A
     * store that is behind it is refused.
     */
    public void guard(MonotonicCounter counter) {
        CounterGuard candidate = new CounterGuard(counter, failures, false);
        boolean isKnown = transactions.unlocked().state().notes().tpmCounter() != null;
        if (!isKnown && readOnly) {
            return;
        }
        if (!isKnown) {
            begin(candidate);
            return;
        }
        long read = counter.read();
        pull();
        boolean isAhead = candidate.check(read, transactions.unlocked().state());
        transactions.guard(candidate);
        if (isAhead && !readOnly) {
            exclusively(
                    "lock",
                    connection -> {
                        candidate.catchUp(connection, transactions.unlocked());
                        return true;
                    });
        }
    }

    /** In a transaction, so that of several programs one does it. */
    private void begin(CounterGuard candidate) {
        transactions.guard(candidate);
        try {
            write(
                    transaction -> {
                        if (transactions.unlocked().state().notes().tpmCounter() == null) {
                            candidate.begin();
                            transaction.raiseCounter();
                        }
                        return true;
                    });
        } catch (RuntimeException | Error e) {
            transactions.guard(null);
            throw e;
        }
    }

    /**
     * Holds the unlocked store against a counter from its next change on, whatever the counter and
     * the store have now: somebody wants this store.
     *
     * @param deferred the counter is raised by whoever opens the store next, as this one is yet to
     *     take its place
     */
    public void guardAnew(MonotonicCounter counter, boolean deferred) {
        CounterGuard candidate = new CounterGuard(counter, failures, deferred);
        candidate.startAnew();
        transactions.guard(candidate);
    }

    /** Whether {@link #pull} may have something to deliver; for every operation to ask. */
    public boolean hasChanges() {
        return changes.hasChanged();
    }

    /** Whether nothing can be changed, {@link StoreOpening#openAsFarAsPossible}. */
    public boolean isReadOnly() {
        return readOnly;
    }

    /** Whether a failure of {@link #write} is one of writing, with which keys can still be used. */
    public boolean isOfWriting(KmsException failure) {
        return readOnly || failures.isOfWriting(failure);
    }

    /**
     * Delivers what was committed since the last look. Nothing is delivered of a store that does
     * not verify. Inside {@link #write} or the listener this does nothing, as the newest state is
     * known there.
     */
    public void pull() {
        if (main.isHeldByCurrentThread()) {
            return;
        }
        long asked = changes.read();
        GuardedConnection.Use<Boolean> pulling =
                connection -> {
                    if (changes.isKnownSince(asked)) {
                        return true; // by another thread, while this one waited
                    }
                    if (readOnly) { // another program may have begun to write the file
                        connection.reset();
                        reader.reopen();
                    }
                    transactions.pull(connection);
                    return true;
                };
        if (changes.isQuiet()) {
            // No operation waits for a writer to learn that nothing has changed.
            main.tryWith("read", pulling);
        } else {
            pullNow(pulling);
        }
    }

    private void pullNow(GuardedConnection.Use<Boolean> pulling) {
        try {
            main.reading("read", pulling);
        } catch (KmsException e) {
            if (!changes.isBorne(e)) {
                throw e;
            }
        }
    }

    /**
     * Runs the body in a write transaction, after delivering what other processes committed, so
     * that it decides on the newest state. When it returns, what it asked for is committed and
     * delivered; when it throws, nothing is changed.
     *
     * @throws org.kmsjca.KmsException also with {@code ALIAS_ALREADY_EXISTS} when an alias belongs
     *     to another record
     */
    public <T> T write(Function<StoreTransaction, T> body) {
        if (readOnly) {
            throw failures.readOnly();
        }
        return exclusively("write", connection -> transactions.write(connection, body));
    }

    /**
     * Puts the whole store under another root key, in one transaction, after it was verified. From
     * then on this object, and every other that has the store open, is refused; open it again.
     *
     * @param next the authenticator that is derived from the new root key
     * @param envelopes makes those of the new root key, inside of the transaction: nobody else
     *     changes what opens the store meanwhile
     * @param done the record of it in the audit
     */
    public void rekey(
            RecordMac next,
            Reprotection reprotection,
            Supplier<List<RootEnvelope>> envelopes,
            Function<List<RootEnvelope>, AuditEntry> done) {
        exclusively(
                "put under another root key",
                connection -> {
                    transactions.rekey(
                            connection,
                            new RecordMacs(next, storeId),
                            (current, macs) -> {
                                List<RootEnvelope> made = envelopes.get();
                                return new Rekeying(connection, failures, current, macs)
                                        .run(reprotection, made, done.apply(made));
                            });
                    return true;
                });
    }

    /**
     * Remembers what a clock says, when it is not known.
     *
     * @return whether it was not
     */
    public boolean look(Instant clock) {
        Instant seconds = clock.truncatedTo(ChronoUnit.SECONDS);
        if (time().after(seconds).equals(time())) {
            return false;
        }
        return write(
                transaction -> {
                    transaction.look(seconds);
                    return true;
                });
    }

    /** Gives the TPM's counter after the last change; empty when there is none. */
    public OptionalLong counterValue() {
        Long value = transactions.unlocked().state().notes().tpmCounter();
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }

    /** The times that the store has seen. */
    public KnownTime time() {
        return transactions.unlocked().state().notes().time();
    }

    /** The protected key material of a version, verified; null when there is none. */
    public byte @Nullable [] material(String keyId, String versionId) {
        return reads.material(LeafKey.material(keyId, versionId));
    }

    /** Reads the pending operations on key material in tokens. */
    public List<PendingTokenOperation> materialTasks() {
        return reads.tasks();
    }

    /**
     * Reads the whole file anew and says what is wrong with it; empty when nothing is. Before
     * {@link #unlock} the records' MACs are not checked.
     */
    public List<String> check() {
        return List.copyOf(reader.problems(transactions.view()));
    }

    /** At most so many records of the audit behind a sequence number, oldest first. */
    public List<AuditRecord> audit(long after, int limit) {
        return reader.audit(after, limit);
    }

    /** Follows the audit's chain from its first record to its end. */
    public AuditVerification verifyAudit() {
        return reader.verifyAudit(transactions.unlocked(), null);
    }

    /**
     * Follows the audit's chain, which must hold a record that was noted before.
     *
     * @param mac hexadecimal, as {@link AuditRecord#mac}
     * @throws IllegalArgumentException when that is not hexadecimal
     */
    public AuditVerification verifyAudit(long sequence, String mac) {
        return reader.verifyAudit(
                transactions.unlocked(), new AuditHead(sequence, HexFormat.of().parseHex(mac)));
    }

    /** Closes the store; a second time does nothing. */
    @Override
    public void close() {
        close(true);
    }

    /**
     * As {@link #close()}. A program that is not gone, as what it began in a token goes on, stays
     * noted as alive while somebody has this object: others leave alone what it has begun.
     */
    public void close(boolean gone) {
        changes.close();
        reader.close();
        upkeep.close();
        main.close();
        if (gone) {
            database.instances().close();
        }
    }

    private <T> T exclusively(String action, GuardedConnection.Use<T> use) {
        if (main.isHeldByCurrentThread()) {
            throw new IllegalStateException(
                    "a store transaction cannot be begun inside another or inside the listener");
        }
        return main.with(action, use);
    }
}
