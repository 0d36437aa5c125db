package org.kmsjca.kms;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KeyState;
import org.kmsjca.KmsException;
import org.kmsjca.store.CmkRecord;
import org.kmsjca.store.MetadataStore;
import org.kmsjca.store.PendingTokenOperation;
import org.kmsjca.store.StoreTransaction;
import org.kmsjca.text.Loggers;

/**
 * What time brings: CMKs whose waiting period is over are destroyed, imported material expires,
 * others are rotated. Done by whoever looks first after the date, of all processes, in a
 * transaction that decides anew.
 */
public final class ScheduledChanges {
    /** After a failed rotation: nobody's call fails because of it, the next try comes later. */
    private static final Duration PAUSE = Duration.ofMinutes(1);

    /** The tolerance for a clock of another machine that was ahead. */
    private static final Duration TOLERANCE = Duration.ofDays(1);

    private final MetadataStore store;
    private final CmkRegistry registry;
    private final KeyCreation creation;
    private final IntentLog journal;
    private final AuditTrail audit;
    private final Clock clock;
    private final Supplier<Duration> hostLead;

    /** The doctor tells of a difference of this and more. */
    private static final Duration TOLD = Duration.ofSeconds(5);

    /** A machine whose clock is further off than this leaves what is due to others. */
    private static final Duration FAR_OFF = Duration.ofMinutes(1);

    private volatile Instant notBefore = Instant.MIN;
    private volatile boolean toldFarOff;

    /**
     * @param clock the one that decides, of the store
     * @param hostLead how far this machine's clock is ahead of it
     */
    public ScheduledChanges(
            MetadataStore store,
            CmkRegistry registry,
            KeyCreation creation,
            IntentLog journal,
            AuditTrail audit,
            Clock clock,
            Supplier<Duration> hostLead) {
        this.clock = clock;
        this.hostLead = hostLead;
        this.journal = journal;
        this.store = store;
        this.registry = registry;
        this.creation = creation;
        this.audit = audit;
    }

    /** Gives the date of the CMK's next change; null for never. */
    static @Nullable Instant date(CmkRecord cmk) {
        if (cmk.keyState() == KeyState.PENDING_DELETION) {
            return cmk.deleteDate();
        }
        return cmk.materialExpireTime() != null ? cmk.materialExpireTime() : Rotations.due(cmk);
    }

    /** Does what is due by now, as far as the store believes the clock. */
    public void run(Instant now) {
        // The clock may have been set back since.
        if (now.isBefore(notBefore) && !now.isBefore(notBefore.minus(PAUSE))) {
            return;
        }
        if (isFarOff()) {
            return;
        }
        var change = new Change(now, () -> registry.due(now));
        if (change.isWanted()) {
            try {
                carryOut(change);
            } catch (KmsException e) {
                postpone(change, e);
            }
        } else if (!store.time().isBelieved(now)) {
            look(now);
        }
    }

    /** Whether the database's clock and this machine's differ so much that one of them is wrong. */
    private boolean isFarOff() {
        Duration lead = hostLead.get();
        boolean isFarOff = lead.abs().compareTo(FAR_OFF) > 0;
        if (isFarOff && !toldFarOff) {
            Loggers.kms().log(System.Logger.Level.WARNING, farOff(lead));
        }
        toldFarOff = isFarOff;
        return isFarOff;
    }

    private static String farOff(Duration lead) {
        return "the clock of this machine is %s that of the database: what is due with keys is left to other machines"
                .formatted(describe(lead));
    }

    /**
     * Describes how this machine's clock differs from the database's; null when it does by less
     * than five seconds.
     */
    public @Nullable String clockDifference() {
        Duration lead = hostLead.get();
        if (lead.abs().compareTo(FAR_OFF) > 0) {
            return farOff(lead);
        }
        return lead.abs().compareTo(TOLD) < 0
                ? null
                : "the clock of this machine is %s that of the database, which decides what is due"
                        .formatted(describe(lead));
    }

    private static String describe(Duration lead) {
        return lead.abs().toSeconds() + " s " + (lead.isNegative() ? "behind" : "ahead of");
    }

    /**
     * A store that cannot be written is no reason not to use keys: those that are to be destroyed
     * are in a state that refuses it, and expired material is refused when it is used.
     */
    private void postpone(Change change, KmsException failure) {
        if (!store.isOfWriting(failure)) {
            throw failure;
        }
        notBefore = change.now.plus(PAUSE);
        if (!store.isReadOnly()) {
            Loggers.kms()
                    .log(
                            System.Logger.Level.WARNING,
                            "what is due with keys waits for the store, which cannot be written: {0}",
                            failure.getMessage());
        }
    }

    /** Compares the clock with the store, when it is opened. */
    public void checkClock() {
        Instant now = clock.instant();
        if (!store.time().isBelieved(now) || store.time().isAheadOf(now)) {
            look(now);
        }
    }

    private void look(Instant now) {
        if (store.time().isAheadOf(now) && store.time().isBelieved(now)) {
            rotateDatedAhead(now);
        }
        try {
            if (store.look(now) && !store.time().isBelieved(now)) {
                Loggers.kms()
                        .log(System.Logger.Level.WARNING, unbelieved(now, store.time().newest()));
            }
        } catch (KmsException e) {
            // Keys are used all the same; nothing is done for good.
            Loggers.kms()
                    .log(System.Logger.Level.DEBUG, "a look at the clock could not be noted", e);
        }
    }

    /**
     * Believes the clock of this machine, whatever time the store has seen.
     *
     * @return the time
     */
    public Instant acceptTime() {
        Instant now = clock.instant();
        store.write(
                transaction -> {
                    transaction.append(audit.done(AuditedAction.ACCEPT_TIME, null, null));
                    transaction.accept(now);
                    return now;
                });
        rotateDatedAhead(now);
        return now;
    }

    /** Describes why the store does not believe the clock of this machine; null when it does. */
    public @Nullable String clockProblem() {
        Instant now = clock.instant();
        return store.time().isBelieved(now) ? null : unbelieved(now, store.time().newest());
    }

    private static String unbelieved(Instant now, @Nullable Instant newest) {
        return ("the clock of this machine says %s, the newest time that the store has"
                        + " seen is %s: the waiting periods of keys and rotations wait for a second"
                        + " look in an hour or later; 'kms store accept-time' believes the clock at"
                        + " once")
                .formatted(now.truncatedTo(ChronoUnit.SECONDS), newest);
    }

    /** Rotates what is dated in the future of a clock that is believed now. */
    private void rotateDatedAhead(Instant now) {
        var change = new Change(now, registry::all);
        if (change.isWanted()) {
            carryOut(change);
        }
    }

    private void carryOut(Change change) {
        journal.during(
                () -> {
                    carryOutNow(change);
                    return change;
                });
    }

    private void carryOutNow(Change change) {
        boolean done = false;
        try {
            change.prepare();
            store.write(
                    transaction -> {
                        // The database's clock has just been read, with nobody else changing
                        // anything.
                        change.apply(clock.instant(), transaction);
                        return change;
                    });
            done = true;
        } finally {
            change.end(done);
        }
    }

    /** The changes that are carried out at one time. */
    private final class Change {
        private Instant now;

        /** Versions whose material is outside of the store, which is made before a transaction. */
        private final Map<String, KeyCreation.NewVersion> outside = new HashMap<>();

        private final List<KeyCreation.NewVersion> added = new ArrayList<>();
        private final Supplier<List<Cmk>> candidates;
        private boolean destroysOutside;

        Change(Instant now, Supplier<List<Cmk>> candidates) {
            this.now = now;
            this.candidates = candidates;
        }

        boolean isWanted() {
            return candidates.get().stream().anyMatch(cmk -> isDue(cmk.snapshot().record()));
        }

        /**
         * What has an HSM that is not configured waits for it. What is done for good waits for a
         * clock that is believed; imported material can be imported again.
         */
        private boolean isDue(CmkRecord record) {
            Instant date = date(record);
            if (date == null || !creation.isWithinReach(record)) {
                return false;
            }
            boolean expires =
                    record.keyState() != KeyState.PENDING_DELETION
                            && record.materialExpireTime() != null;
            if (expires || !store.time().isBelieved(now)) {
                return expires && !date.isAfter(now);
            }
            return !date.isAfter(now) || Rotations.isDatedAfter(record, now.plus(TOLERANCE));
        }

        void prepare() {
            for (Cmk cmk : candidates.get()) {
                CmkRecord record = cmk.snapshot().record();
                if (isDue(record)
                        && record.keyState() != KeyState.PENDING_DELETION
                        && record.materialExpireTime() == null
                        && creation.isOutside(record)) {
                    attempt(record, () -> outside.put(record.keyId(), creation.version(record)));
                }
            }
        }

        /**
         * @param decides the time by which it is decided what is due
         */
        void apply(Instant decides, StoreTransaction transaction) {
            now = decides;
            UnitOfWork unit = new UnitOfWork(registry);
            for (Cmk cmk : candidates.get()) {
                CmkRecord record = cmk.snapshot().record();
                if (!isDue(record)) {
                    continue;
                }
                if (record.keyState() == KeyState.PENDING_DELETION) {
                    note(journal.destructions(record), transaction);
                    transaction.remove(record.keyId());
                    transaction.append(audit.done(AuditedAction.DESTROY_KEY, record.keyId(), null));
                } else if (record.materialExpireTime() != null) {
                    note(journal.destructions(record), transaction);
                    unit.put(record.withoutMaterial());
                    transaction.removeMaterial(record.keyId());
                    transaction.append(
                            audit.done(AuditedAction.EXPIRE_KEY_MATERIAL, record.keyId(), null));
                } else if (!creation.isOutside(record)) {
                    attempt(record, () -> add(record, creation.version(record), unit, transaction));
                } else if (outside.containsKey(record.keyId())) {
                    add(record, outside.get(record.keyId()), unit, transaction);
                    outside.remove(record.keyId());
                }
            }
            unit.writeTo(transaction);
        }

        private void note(List<PendingTokenOperation> tasks, StoreTransaction transaction) {
            tasks.forEach(transaction::put);
            destroysOutside |= !tasks.isEmpty();
        }

        private void add(
                CmkRecord record,
                KeyCreation.NewVersion made,
                UnitOfWork unit,
                StoreTransaction transaction) {
            unit.put(record.withVersion(made.version(), made.version().versionId()));
            made.store(transaction);
            transaction.append(audit.done(AuditedAction.ROTATE_KEY, record.keyId(), null));
            added.add(made);
        }

        private void attempt(CmkRecord record, Runnable rotation) {
            try {
                rotation.run();
            } catch (KmsException e) {
                notBefore = now.plus(PAUSE);
                Loggers.kms()
                        .log(
                                System.Logger.Level.WARNING,
                                "automatic rotation of CMK %s failed and will be tried again"
                                        .formatted(new CmkSnapshot(record).displayName()),
                                e);
            }
        }

        /** Takes back what nobody needs: another process was first, or the transaction failed. */
        void end(boolean done) {
            outside.values().forEach(creation::discard);
            if (!done) {
                added.forEach(creation::discard);
            } else if (destroysOutside) {
                journal.settle();
            }
        }
    }
}
