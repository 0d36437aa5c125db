package org.kmsjca.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
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
 * Keeps CMKs, trusted certificates, protected key material and the sealed root key in one SQLite
 * file that several processes may use at once. Thread-safe.
 *
 * <p>Roads: {@link #open} finds or makes the file; with the root key out of one of its {@link
 * #envelopes} the caller can {@link #unlock} it and gets everything there is; from then on {@link
 * #write} changes it, and {@link #hasChanges} tells, in about a nanosecond, when to {@link #pull}
 * what other processes have changed ({@link ChangeCounter} says how). The listener given to unlock
 * hears of every change, own or foreign, in the order of commits and under the store's lock.
 *
 * <p>Every row is authenticated and the set of them is, too ({@link HashTree}): one that was
 * edited, exchanged, deleted, added or put back to an older state is refused. See {@code
 * docs/store-authentication.md}.
 *
 * <p>Failures are {@link org.kmsjca.KmsException}s: {@code SERVICE_UNAVAILABLE_TEMPORARY} when
 * another process or thread keeps the store locked for too long, {@code INTERNAL_FAILURE} when the
 * file cannot be used or was tampered with, {@code UNAVAILABLE} after {@link #close}.
 */
public final class MetadataStore implements AutoCloseable {
    /** Reads of another connection may be ahead of what was pulled. */
    private static final int ATTEMPTS = 3;

    private static final System.Logger LOG = System.getLogger("org.kmsjca");
    private static final String READING =
            "the store {0} is opened for reading only, its keys can be used and nothing can be"
                    + " changed: {1}";

    private final Path file;
    private final String storeId;
    private final StoreErrors failures;
    private final GuardedConnection main;
    private final StoreReader reader;
    private final ChangeCounter counter;
    private final Instances instances;
    private final Checkpoints checkpoints;
    private final boolean readOnly;
    private volatile @Nullable AcknowledgedRevision acknowledged;
    private volatile @Nullable VerifiedView replica;
    private volatile @Nullable CounterGuard guard;

    private MetadataStore(
            Path file,
            String storeId,
            StoreErrors failures,
            SqliteConnection main,
            SqliteConnection second,
            ChangeCounter counter,
            boolean readOnly) {
        this.file = file;
        this.storeId = storeId;
        this.failures = failures;
        this.main = new GuardedConnection(main, failures);
        this.reader = new StoreReader(new GuardedConnection(second, failures));
        this.counter = counter;
        this.readOnly = readOnly;
        this.instances = new Instances(file, failures);
        this.checkpoints = new Checkpoints(file, failures, this.main::isAbandoned);
    }

    /** Makes the root key of a store that is being created. */
    public interface Bootstrap {
        /** Called once, inside the transaction that creates the store. */
        NewRoot createRoot(String storeId);
    }

    /** A new root key: how it is kept, and the authenticator derived from it. */
    public record NewRoot(RootEnvelope envelope, RecordMac authenticator) {}

    /**
     * Opens the store in the file, which is created, readable by its owner only, when it is missing
     * or empty. A file with anything else in it is refused and left as it is.
     */
    public static MetadataStore open(Path databaseFile, Bootstrap bootstrap) {
        Path file = databaseFile.toAbsolutePath().normalize();
        StoreErrors failures = new StoreErrors(file);
        return new SiblingCopies(file, failures, SiblingCopies.PATIENCE)
                .inTurn(() -> open(file, failures, bootstrap));
    }

    private static MetadataStore open(Path file, StoreErrors failures, Bootstrap bootstrap) {
        SqliteConnection connection = new SqliteConnection(file, failures);
        boolean opened = false;
        try {
            StoreSetup setup = new StoreSetup(connection, failures);
            setup.createFile(file);
            String storeId = setup.run(file, bootstrap);
            ChangeCounter counter =
                    ChangeCounter.open(file.resolveSibling(file.getFileName() + ".changes"));
            setup.repair(counter);
            opened = true;
            return new MetadataStore(
                    file,
                    storeId,
                    failures,
                    connection,
                    new SqliteConnection(file, failures),
                    counter,
                    false);
        } catch (SQLException e) {
            throw failures.sql("open", e);
        } catch (IOException e) {
            throw failures.io("open", e);
        } finally {
            if (!opened) {
                connection.close();
            }
        }
    }

    /**
     * Opens the store as {@link #open} does, or for reading only where it cannot be written: on a
     * read-only file system, without the permission, on a full disk.
     */
    public static MetadataStore openAsFarAsPossible(Path databaseFile, Bootstrap bootstrap) {
        Path file = databaseFile.toAbsolutePath().normalize();
        boolean hasContent = file.toFile().length() > 0;
        if (hasContent && !FileAccess.isWritable(file)) {
            LOG.log(System.Logger.Level.INFO, READING, file, "this user may not write it");
            return openForReading(file);
        }
        try {
            return open(file, bootstrap);
        } catch (KmsException e) {
            if (!hasContent || !StoreErrors.isOfWriting(e)) {
                throw e;
            }
            MetadataStore store = openForReading(file, true, e);
            LOG.log(System.Logger.Level.WARNING, READING, file, e.getMessage());
            return store;
        }
    }

    /**
     * Opens a store that is there without changing anything of it or beside it; {@link #write}
     * refuses then.
     */
    public static MetadataStore openForReading(Path databaseFile) {
        return openForReading(databaseFile.toAbsolutePath().normalize(), false, null);
    }

    /**
     * @param cause why it is not opened for writing, thrown when it cannot be read either
     */
    private static MetadataStore openForReading(
            Path file, boolean isFull, @Nullable KmsException cause) {
        StoreErrors failures = new StoreErrors(file);
        Supplier<FileAccess> access = () -> FileAccess.forReading(file, isFull);
        SqliteConnection connection = new SqliteConnection(file, failures, access);
        boolean opened = false;
        try {
            String storeId = new StoreSetup(connection, failures).read();
            opened = true;
            return new MetadataStore(
                    file,
                    storeId,
                    failures,
                    connection,
                    new SqliteConnection(file, failures, access),
                    ChangeCounter.ofReader(file.resolveSibling(file.getFileName() + ".changes")),
                    true);
        } catch (SQLException e) {
            KmsException failure =
                    StoreErrors.isCannotOpen(e)
                                    && FileAccess.forReading(file, isFull) == FileAccess.READ_ONLY
                            ? failures.unreadableLog(e)
                            : failures.sql("read", e);
            if (cause == null) {
                throw failure;
            }
            cause.addSuppressed(failure);
            throw cause;
        } finally {
            if (!opened) {
                connection.close();
            }
        }
    }

    /** The store's id, a random UUID given at its creation. */
    public String storeId() {
        return storeId;
    }

    /** The database file. */
    public Path file() {
        return file;
    }

    /**
     * Copies the store as it is at this moment to a file that is there and empty, or missing, while
     * others read and write. The copy is one file and is on the disk when this returns.
     */
    public void copyTo(Path target) {
        try (SqliteConnection connection =
                new SqliteConnection(file, failures, () -> FileAccess.forReading(file, false))) {
            connection
                    .siblings()
                    .inTurn(
                            () -> {
                                PreparedStatement statement = connection.prepare(Sql.COPY_TO);
                                statement.setString(1, target.toString());
                                return statement.executeUpdate();
                            });
        } catch (SQLException e) {
            throw failures.sql("copy", e);
        }
        boolean interrupted = Thread.interrupted(); // which would close the channel
        try (FileChannel written = FileChannel.open(target, StandardOpenOption.WRITE)) {
            written.force(true);
        } catch (IOException e) {
            throw failures.io("copy", e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The revision that is known, and when it was made. */
    public StoreRevision revision() {
        StoreState state = unlocked().state();
        long records = state.auditHead().sequence();
        Optional<Instant> lastChange =
                records == 0
                        ? Optional.empty()
                        : Optional.of(reader.audit(records - 1, 1).get(0).time());
        return new StoreRevision(state.revision(), lastChange);
    }

    /** What {@link #unlockOlder} gives up; empty when nothing, or it is not known. */
    public OptionalLong givenUpRevision() {
        long passed = unlocked().passedRevision();
        return passed <= 0 ? OptionalLong.empty() : OptionalLong.of(passed);
    }

    /** The programs that use this store. */
    public Instances instances() {
        return instances;
    }

    /** The version of the file's schema. */
    public int schemaVersion() {
        return Sql.SCHEMA_VERSION;
    }

    /**
     * The root key under each of its roots of trust, in the order they were given. Before {@link
     * #unlock}, which refuses envelopes that do not belong to the store, they are only what the
     * file says.
     */
    public List<RootEnvelope> envelopes() {
        VerifiedView current = replica;
        return current == null ? reader.envelopes() : verified(() -> reader.envelopes(current));
    }

    /** When the root key was last backed up. */
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
                    if (replica != null) {
                        throw new IllegalStateException("the store is unlocked already");
                    }
                    RecordMacs seal = new RecordMacs(authenticator, storeId);
                    var record = new AcknowledgedRevision(file, seal);
                    if (StoreSetup.isFormat1(connection)) {
                        checkWritable();
                        if (!older && !record.read().isNothing()) {
                            throw failures.convertedBefore();
                        }
                        new Format1Conversion(connection, failures, file, authenticator, storeId)
                                .run();
                    }
                    VerifiedView candidate = new VerifiedView(failures, seal, listener);
                    // Before the database, which others may take further meanwhile.
                    AcknowledgedRevision.Noted noted = record.read();
                    long count = counter.read();
                    Step step =
                            connection.transaction(
                                    Sql.BEGIN_READ, () -> candidate.read(connection));
                    boolean reached = noted.isReachedBy(step.state(), seal);
                    if (!reached && older) {
                        candidate.pass(noted.revision());
                    } else if (noted.isDamaged()) {
                        throw failures.recordDamaged(AcknowledgedRevision.fileOf(file));
                    } else if (!reached) {
                        throw failures.older(step.state().revision(), noted.revision());
                    } else if (!readOnly && noted.revision() < step.state().revision()) {
                        record.write(step.state());
                    }
                    candidate.deliver(step);
                    counter.remember(count);
                    acknowledged = record;
                    replica = candidate;
                    return !reached;
                });
    }

    /**
     * Holds the unlocked store against a counter, which is made when the store has known none. A
     * store that is behind it is refused.
     */
    public void guard(MonotonicCounter counter) {
        CounterGuard candidate = new CounterGuard(counter, failures, false);
        boolean isKnown = unlocked().state().notes().tpmCounter() != null;
        if (!isKnown && readOnly) {
            return;
        }
        if (!isKnown) {
            begin(candidate);
            return;
        }
        long read = counter.read();
        pull();
        boolean isAhead = candidate.check(read, unlocked().state());
        guard = candidate;
        if (isAhead && !readOnly) {
            exclusively(
                    "lock",
                    connection -> {
                        candidate.catchUp(connection, unlocked());
                        return true;
                    });
        }
    }

    /** In a transaction, so that of several programs one does it. */
    private void begin(CounterGuard candidate) {
        guard = candidate;
        boolean done = false;
        try {
            write(
                    transaction -> {
                        if (unlocked().state().notes().tpmCounter() == null) {
                            candidate.begin();
                            transaction.raiseCounter();
                        }
                        return true;
                    });
            done = true;
        } finally {
            if (!done) {
                guard = null;
            }
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
        guard = candidate;
    }

    /** Whether {@link #pull} may have something to deliver; for every operation to ask. */
    public boolean hasChanges() {
        return counter.hasChanged();
    }

    /** Whether nothing can be changed, {@link #openAsFarAsPossible}. */
    public boolean isReadOnly() {
        return readOnly;
    }

    /** Whether a failure of {@link #write} is one of writing, with which keys can still be used. */
    public boolean isOfWriting(KmsException failure) {
        return readOnly || StoreErrors.isOfWriting(failure);
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
        GuardedConnection.Use<Boolean> pulling =
                connection -> {
                    if (readOnly) {
                        reopen(connection);
                    }
                    pull(connection, unlocked());
                    return true;
                };
        if (counter.isQuiet()) {
            // No operation waits for a writer to learn that nothing has changed.
            main.tryWith("read", pulling);
        } else {
            main.with("read", pulling);
        }
    }

    /** Another program may have begun to write a file that was read as one that nobody changes. */
    private void reopen(SqliteConnection connection) {
        connection.reset();
        reader.reopen();
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
        checkWritable();
        return exclusively("write", connection -> write(connection, unlocked(), body));
    }

    /** Puts key material under another root key. */
    public interface Reprotection {
        /**
         * Gives the material as it is kept from now on.
         *
         * @param protectedMaterial as the store keeps it
         */
        byte[] of(String keyId, String versionId, byte[] protectedMaterial);
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
                    VerifiedView current = unlocked();
                    RecordMacs seal = new RecordMacs(next, storeId);
                    followFiles(connection);
                    connection.execute(Sql.BEGIN_WRITE);
                    boolean ended = false;
                    try {
                        current.deliver(current.read(connection));
                        requireAcknowledged(noted(), current, current.state());
                        List<RootEnvelope> made = envelopes.get();
                        StoreState after =
                                new Rekeying(connection, failures, current, seal)
                                        .run(reprotection, made, done.apply(made));
                        AcknowledgedRevision record = new AcknowledgedRevision(file, seal);
                        noteAhead(record, current, after);
                        ended = true;
                        acknowledged = record;
                        replica = null; // its root key is the old one
                        commit(connection, current, new Step(after, List.of()));
                    } finally {
                        if (!ended) {
                            connection.rollback();
                        }
                    }
                    checkpoints.afterWrite(connection, true);
                    return true;
                });
    }

    private void noteAhead(AcknowledgedRevision record, VerifiedView current, StoreState after) {
        try {
            record.writeAhead(
                    new AcknowledgedRevision(file, current.seal()), current.state(), after);
        } catch (IOException e) {
            throw failures.io("write the record of the last revision of", e);
        }
    }

    /** Whether this clock agrees with the times that the store has seen, {@link KnownTime}. */
    public boolean believes(Instant clock) {
        return time().isBelieved(clock);
    }

    /** Whether the store has seen a time that is more than a day ahead of this clock. */
    public boolean isAheadOf(Instant clock) {
        return time().isAheadOf(clock);
    }

    /** The newest time that was believed; empty in a new store. */
    public Optional<Instant> newestTime() {
        return Optional.ofNullable(time().newest());
    }

    /**
     * Remembers what a clock says, when it is not known.
     *
     * @return whether it was not
     */
    public boolean look(Instant clock) {
        Instant seconds = clock.truncatedTo(ChronoUnit.SECONDS);
        boolean news = !time().after(seconds).equals(time());
        if (news) {
            write(
                    transaction -> {
                        transaction.look(seconds);
                        return true;
                    });
        }
        return news;
    }

    /** What the counter of the TPM stood at after the last change; empty when there is none. */
    public OptionalLong counterValue() {
        Long value = unlocked().state().notes().tpmCounter();
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }

    private KnownTime time() {
        return unlocked().state().notes().time();
    }

    private void checkWritable() {
        if (readOnly) {
            throw failures.readOnly();
        }
    }

    /** The protected key material of a version, held against the set; null when there is none. */
    public byte @Nullable [] material(String keyId, String versionId) {
        VerifiedView current = unlocked();
        LeafKey key = LeafKey.material(keyId, versionId);
        for (int i = 0; i < ATTEMPTS; i++) {
            StoreReader.StoredMaterial found = reader.material(key, current.seal());
            if (found == null ? current.isCurrent(key, null) : isCurrent(current, key, found)) {
                return found == null ? null : found.content();
            }
            pull();
        }
        throw failures.changed(key + " is not what was written");
    }

    private static boolean isCurrent(
            VerifiedView current, LeafKey key, StoreReader.StoredMaterial found) {
        return found.intact() && current.isCurrent(key, found.mac());
    }

    /** What is under way with key material outside of the store. */
    public List<PendingTokenOperation> materialTasks() {
        VerifiedView current = unlocked();
        return verified(() -> reader.tasks(current));
    }

    /** What differs from the set is of a commit that is yet to be pulled, or was tampered with. */
    private <T> List<T> verified(Supplier<StoreReader.Verified<T>> reading) {
        StoreReader.Verified<T> found = reading.get();
        for (int i = 1; i < ATTEMPTS && !found.problems().isEmpty(); i++) {
            pull();
            found = reading.get();
        }
        if (!found.problems().isEmpty()) {
            throw failures.changed(found.problems().get(0));
        }
        return found.values();
    }

    /**
     * Reads the whole file anew and says what is wrong with it; empty when nothing is. Before
     * {@link #unlock} the records' MACs are not checked.
     */
    public List<String> check() {
        return List.copyOf(reader.problems(replica));
    }

    /** At most so many records of the audit behind a sequence number, oldest first. */
    public List<AuditRecord> audit(long after, int limit) {
        return reader.audit(after, limit);
    }

    /** Follows the audit's chain from its first record to its end. */
    public AuditVerification verifyAudit() {
        return reader.verifyAudit(unlocked(), null);
    }

    /**
     * Follows the audit's chain, which must hold a record that was noted before.
     *
     * @param mac hexadecimal, as {@link AuditRecord#mac}
     * @throws IllegalArgumentException when that is not hexadecimal
     */
    public AuditVerification verifyAudit(long sequence, String mac) {
        return reader.verifyAudit(
                unlocked(), new AuditHead(sequence, HexFormat.of().parseHex(mac)));
    }

    /** Closes the store; a second time does nothing. */
    @Override
    public void close() {
        instances.close();
        reader.close();
        checkpoints.close();
        main.close();
    }

    private <T> T write(
            SqliteConnection connection, VerifiedView current, Function<StoreTransaction, T> body)
            throws SQLException {
        PendingChanges pending = new PendingChanges();
        followFiles(connection);
        connection.execute(Sql.BEGIN_WRITE);
        T result;
        boolean ended = false;
        try {
            long count = counter.read();
            current.deliver(current.read(connection));
            counter.remember(count);
            requireAcknowledged(noted(), current, current.state());
            result = body.apply(pending);
            if (!pending.isEmpty()) {
                Step step = current.write(connection, pending, guard);
                Long before = current.state().notes().tpmCounter();
                ended = true;
                commit(connection, current, step);
                acknowledge(connection, current, before);
            }
        } finally {
            pending.end();
            if (!ended) {
                connection.rollback();
            }
        }
        checkpoints.afterWrite(connection, pending.isDestroying());
        return result;
    }

    private void acknowledge(
            SqliteConnection connection, VerifiedView current, @Nullable Long before) {
        CounterGuard guarding = guard;
        if (guarding != null && !Objects.equals(before, current.state().notes().tpmCounter())) {
            guarding.acknowledge(connection, current);
        }
    }

    private void commit(SqliteConnection connection, VerifiedView current, Step step)
            throws SQLException {
        long odd = counter.beginCommit();
        long count;
        boolean committed = false;
        try {
            connection.execute(Sql.COMMIT);
            committed = true;
            connection.checkFiles();
            AcknowledgedRevision record = acknowledged;
            if (record != null) {
                record.write(step.state());
            }
        } finally {
            if (!committed) {
                connection.rollback();
            }
            count = counter.endCommit(odd);
            // After a commit that may or may not have failed, and until the listener has heard of
            // one that did not, the next pull finds out.
            counter.forget();
        }
        current.deliver(step);
        counter.remember(count);
    }

    /** Goes on with the files that stand under their names now, whatever stood there before. */
    private void followFiles(SqliteConnection connection) {
        counter.followFile();
        connection.followFile();
    }

    private void pull(SqliteConnection connection, VerifiedView current) throws SQLException {
        boolean pulled = false;
        try {
            followFiles(connection);
            // Before the database, which others may take further meanwhile.
            AcknowledgedRevision.Noted noted = noted();
            long count = counter.read();
            Step step = connection.transaction(Sql.BEGIN_READ, () -> current.read(connection));
            requireAcknowledged(noted, current, step.state());
            current.deliver(step);
            counter.remember(count);
            pulled = true;
        } finally {
            if (!pulled) {
                counter.forget(); // the next one finds out again
            }
        }
    }

    private AcknowledgedRevision.Noted noted() {
        AcknowledgedRevision record = acknowledged;
        return record == null ? AcknowledgedRevision.Noted.NOTHING : record.read();
    }

    /**
     * Refuses a view of the store that is behind what another program has acknowledged. A record
     * that is gone or spoiled says nothing to a program that knows the store.
     */
    private void requireAcknowledged(
            AcknowledgedRevision.Noted noted, VerifiedView current, StoreState state) {
        if (!noted.isDamaged()
                && !noted.isReachedBy(state, current.seal())
                && !current.hasPassed(noted.revision())) {
            throw failures.behind(state.revision(), noted.revision());
        }
    }

    private <T> T exclusively(String action, GuardedConnection.Use<T> use) {
        if (main.isHeldByCurrentThread()) {
            throw new IllegalStateException(
                    "a store transaction cannot be begun inside another or inside the listener");
        }
        return main.with(action, use);
    }

    private VerifiedView unlocked() {
        VerifiedView current = replica;
        if (current == null) {
            throw new IllegalStateException("the store must be unlocked before it is used");
        }
        return current;
    }
}
