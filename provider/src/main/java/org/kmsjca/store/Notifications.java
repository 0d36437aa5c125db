package org.kmsjca.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.text.Loggers;
import org.postgresql.PGNotification;

/**
 * Hears of commits by LISTEN, and holds a lease on what is known: it lasts for the configured
 * staleness from the last time that the database was asked, and without it {@link #hasChanged}
 * answers true, so that the operation looks itself.
 *
 * <p>While keys are used, a thread waits for notifications and asks for the revision five times in
 * that time, which renews the lease. It gives the lease up when the answer does not come in time.
 * It ends when no key was used for a while; the next use then looks itself, and starts it again.
 *
 * <p>An operation reads the clocks each time, as a program that was stopped and goes on, or whose
 * machine was suspended, must not use a key before it has asked.
 */
final class Notifications implements ChangeSignal {
    private static final long NOTHING = -1;
    private static final int QUESTIONS_IN_LEASE = 5;

    /** How long the thread stays without a use of a key, at least. */
    private static final Duration IDLE = Duration.ofSeconds(5);

    private static final Duration LEAST_TOLERANCE = Duration.ofMillis(2);
    private static final Duration MOST_TOLERANCE = Duration.ofMillis(100);

    private static final Duration RECONNECT_PAUSE = Duration.ofMillis(50);

    private final PostgresAddress address;
    private final PostgresConnection connection;
    private final PostgresClock clock;
    private final ElapsedTime time;
    private final long lease;
    private final long intervalMillis;
    private final Duration answerTime;

    private volatile boolean changed = true;
    private volatile boolean lapsed = true;
    private volatile boolean away;

    /** The last look found a store that is not to be used; an outage after that is not borne. */
    private volatile boolean refused;

    private volatile boolean used;
    private volatile boolean closed;
    private volatile long provenAt;
    private final AtomicBoolean running = new AtomicBoolean();

    // Guarded by this.
    private long known = NOTHING;
    private byte[] knownAudit = {};
    private long news = NOTHING;
    private long newsAt;

    Notifications(PostgresAddress address, PostgresConnection connection, PostgresClock clock) {
        this(address, connection, clock, new ElapsedTime(tolerance(address.staleness())));
    }

    Notifications(
            PostgresAddress address,
            PostgresConnection connection,
            PostgresClock clock,
            ElapsedTime time) {
        this.address = address;
        this.connection = connection;
        this.clock = clock;
        this.time = time;
        this.lease = address.staleness().minus(tolerance(address.staleness())).toNanos();
        this.intervalMillis = Math.max(1, address.staleness().toMillis() / QUESTIONS_IN_LEASE);
        this.answerTime = Duration.ofMillis(Math.max(10, 3 * intervalMillis));
        this.provenAt = time.now() - address.outage().toNanos();
    }

    /** What the count of time may be wrong by; the lease is shorter by that. */
    static Duration tolerance(Duration staleness) {
        Duration tenth = staleness.dividedBy(10);
        if (tenth.compareTo(LEAST_TOLERANCE) < 0) {
            return LEAST_TOLERANCE;
        }
        return tenth.compareTo(MOST_TOLERANCE) > 0 ? MOST_TOLERANCE : tenth;
    }

    @Override
    public boolean hasChanged() {
        if (!used) {
            used = true;
        }
        if (changed) {
            return true;
        }
        if (!lapsed && time.now() - provenAt < lease) {
            return false;
        }
        return !away || isPatienceOver();
    }

    @Override
    public boolean isQuiet() {
        return false;
    }

    @Override
    public long read() {
        return time.now();
    }

    @Override
    public boolean isKnownSince(long mark) {
        return !changed && !lapsed && provenAt - mark >= 0;
    }

    @Override
    public void remember(long mark, StoreState state) {
        take(mark, state);
        listen();
    }

    private synchronized void take(long mark, StoreState state) {
        known = state.revision();
        knownAudit = state.auditHead().mac();
        if (news <= known || newsAt - mark < 0) {
            news = NOTHING;
            changed = false;
        }
        refused = false;
        prove(mark);
    }

    private synchronized void prove(long mark) {
        if (provenAt - mark < 0) {
            provenAt = mark;
        }
        away = false;
        lapsed = false;
    }

    @Override
    public synchronized void forget() {
        known = NOTHING;
        news = NOTHING;
        changed = true;
    }

    @Override
    public void follow() {
        // The thread finds the server again by itself.
    }

    @Override
    public long beginCommit() {
        return time.now();
    }

    @Override
    public long endCommit(long begun) {
        return begun;
    }

    @Override
    public boolean isBorne(KmsException failure) {
        boolean isAway = PostgresErrors.isAway(failure);
        if (!isAway && failure.code() == KmsErrorCode.INTERNAL_FAILURE) {
            refused = true;
        }
        if (!isAway || refused || isPatienceOver()) {
            return false;
        }
        away = true;
        listen();
        return true;
    }

    private boolean isPatienceOver() {
        return time.now() - provenAt >= address.outage().toNanos();
    }

    @Override
    public void close() {
        closed = true;
        connection.abort();
    }

    private void listen() {
        if (!closed && !running.get() && running.compareAndSet(false, true)) {
            Thread thread = new Thread(null, this::run, "kms-store-changes", 0, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(null);
            thread.start();
        }
    }

    private void run() {
        try {
            long lastUse = System.nanoTime();
            long idle = Math.max(IDLE.toNanos(), 5 * address.staleness().toNanos());
            while (!closed && System.nanoTime() - lastUse < idle) {
                if (used) {
                    used = false;
                    lastUse = System.nanoTime();
                }
                turn();
            }
        } finally {
            lapsed = true;
            connection.reset();
            running.set(false);
        }
    }

    /** Asks once, then hears for an interval. */
    private void turn() {
        try {
            ask();
            long end = System.nanoTime() + Duration.ofMillis(intervalMillis).toNanos();
            long left = intervalMillis;
            while (!closed && left > 0) {
                PGNotification @Nullable [] heard =
                        connection.driver().getNotifications((int) left);
                if (heard != null) {
                    for (PGNotification each : heard) {
                        announce(each.getParameter());
                    }
                }
                left = Duration.ofNanos(end - System.nanoTime()).toMillis();
            }
        } catch (SQLException e) {
            lapsed = true;
            if (PostgresErrors.isAway(e)) {
                away = !isPatienceOver();
            }
            connection.reset();
            pause();
        } catch (KmsException e) {
            lapsed = true; // closed, or the password is not to be had
            Loggers.kms().log(System.Logger.Level.DEBUG, "the store is not listened to", e);
            pause();
        }
    }

    private void ask() throws SQLException {
        long before = time.now();
        if (!connection.isOpen()) {
            connection.execute("LISTEN \"" + PostgresConnection.channel(address) + "\"");
            connection.setPatience(answerTime);
            before = time.now();
        }
        try (ResultSet row = connection.prepare(PostgresSql.TIME_AND_REVISION).executeQuery()) {
            if (!row.next()) {
                forget(); // the look into the store will tell
                return;
            }
            clock.set(row.getLong(1));
            if (compare(row.getLong(2), row.getBytes(3), before)) {
                prove(before);
            }
        }
    }

    private void announce(String revision) {
        try {
            announce(Long.parseLong(revision));
        } catch (NumberFormatException e) {
            forget(); // somebody else's: the look into the store will tell
        }
    }

    private synchronized void announce(long revision) {
        if (revision > known && known != NOTHING) {
            news = Math.max(news, revision);
            newsAt = time.now();
            changed = true;
        }
    }

    /**
     * Whether the revision is the one that is known. One that went back is looked into, and one
     * whose audit ends otherwise: that is another store's.
     */
    private synchronized boolean compare(long revision, byte @Nullable [] audit, long asked) {
        boolean isOther = revision == known && !Arrays.equals(audit, knownAudit);
        if (isOther || (revision < known && provenAt - asked < 0)) {
            forget();
        }
        announce(revision);
        return revision == known;
    }

    private void pause() {
        try {
            Thread.sleep(RECONNECT_PAUSE.toMillis());
        } catch (InterruptedException e) {
            return; // nobody interrupts this thread for a reason
        }
    }
}
