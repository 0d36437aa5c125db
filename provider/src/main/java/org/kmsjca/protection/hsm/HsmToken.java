package org.kmsjca.protection.hsm;

import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KmsException;
import org.kmsjca.protection.hsm.Connection.Condition;
import org.kmsjca.text.Loggers;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/**
 * A token, connected at its first use and again after whatever breaks the connection. Lends its
 * sessions, bounded and in order of arrival. Thread-safe.
 */
final class HsmToken implements AutoCloseable {
    private static final int ATTEMPTS = 3;

    private final TokenSettings settings;
    private final SharedModule module;
    private final TokenThreads threads;
    private final ReentrantLock recovering = new ReentrantLock();

    /** These three belong to the lock. */
    private final Connector connector;

    private final Backoff searching = new Backoff();
    private final Suspicion suspicion = new Suspicion();

    private volatile @Nullable Connection current;
    private volatile @Nullable SessionLimiter permits;
    private volatile boolean closed;

    HsmToken(TokenSettings settings) {
        this.settings = settings;
        this.module = SharedModule.of(settings);
        this.connector = new Connector(module, settings);
        this.threads = new TokenThreads(settings.name());
    }

    TokenSettings settings() {
        return settings;
    }

    SharedModule module() {
        return module;
    }

    /** Gives the token's mechanisms; connects when that has not happened yet. */
    TokenMechanisms mechanisms() {
        Connection open = current;
        return open != null ? open.mechanisms() : threads.run(this::connected).mechanisms();
    }

    /** Label and serial number; connects when that has not happened yet. */
    TokenSlot slot() {
        Connection open = current;
        return open != null ? open.slot() : threads.run(this::connected).slot();
    }

    /** Gives the number of operations that may have a session at once. */
    int sessions() {
        return permits().size();
    }

    /** Does one operation with a session. */
    <T> T with(TokenWork<T> work) {
        SessionLimiter pool = permits();
        pool.acquire();
        try {
            return threads.run(() -> repeat((connection, state) -> lend(connection, state, work)));
        } finally {
            pool.release();
        }
    }

    private static <T> T lend(Connection connection, AttemptState state, TokenWork<T> work)
            throws PKCS11Exception {
        TokenSession session = connection.take();
        boolean close = true;
        try {
            T result = work.run(session);
            connection.giveBack(session);
            close = false;
            return result;
        } catch (PKCS11Exception e) {
            // A dead session's handle may be another's by now, unless the connection is well.
            close = !Ckr.isDeadSession(e.getErrorCode()) || connection.isWell();
            throw e;
        } finally {
            state.note(session);
            if (close) {
                connection.discard(session);
            }
        }
    }

    /** Makes objects that live as long as the connection. */
    <T> T keep(TokenWork<T> work) {
        return threads.run(
                () ->
                        repeat(
                                (connection, state) ->
                                        connection.keep(
                                                session -> {
                                                    try {
                                                        return work.run(session);
                                                    } finally {
                                                        state.note(session);
                                                    }
                                                })));
    }

    /** Takes a session for a message that comes in parts. */
    PinnedSession hold() {
        SessionLimiter pool = permits();
        pool.acquireHold();
        PinnedSession held = null;
        try {
            held =
                    threads.run(
                            () ->
                                    repeat(
                                            (connection, state) ->
                                                    new PinnedSession(
                                                            this, connection.take(), pool)));
            return held;
        } finally {
            if (held == null) {
                pool.releaseHold();
            }
        }
    }

    private SessionLimiter permits() {
        SessionLimiter known = permits;
        if (known == null) {
            threads.run(this::connected);
            known = permits;
        }
        if (known == null) {
            throw new IllegalStateException("a connected token has a pool");
        }
        return known;
    }

    TokenThreads threads() {
        return threads;
    }

    /** One try of an operation. */
    private interface Attempt<T> {
        T on(Connection connection, AttemptState state) throws PKCS11Exception;
    }

    /**
     * Tries an operation, and again after a failure that was mended: the road of every call to the
     * token. The module's lock is entered before each try and left before what failed is mended.
     */
    private <T> T repeat(Attempt<T> operation) {
        for (int attempt = 1; ; attempt++) {
            Connection connection = enterConnected();
            var state = new AttemptState();
            KmsException failure;
            boolean again;
            try {
                try {
                    T result = operation.on(connection, state);
                    suspicion.works();
                    return result;
                } finally {
                    module.leave();
                }
            } catch (PKCS11Exception e) {
                long code = e.getErrorCode();
                failure = TokenErrors.call(settings, e, connection.slot(), state.mechanism());
                again = recover(connection, code) && state.allowsRepetition(code);
            } catch (AnotherKey e) {
                String object = String.valueOf(e.getMessage());
                throw TokenErrors.another(settings, connection.slot(), object);
            } catch (ObjectMissing e) {
                failure = TokenErrors.missing(settings, String.valueOf(e.getMessage()));
                again = searchAnew(connection);
            }
            if (!again || attempt == ATTEMPTS) {
                throw failure;
            }
        }
    }

    /**
     * Gives a connection that is live until the module's lock, which is entered here, is left.
     * While the lock was waited for, the epoch may have changed: the old handles would name other
     * sessions and other keys now.
     */
    private Connection enterConnected() {
        while (true) {
            Connection connection = connected();
            connector.enter();
            if (connection.isLive()) {
                return connection;
            }
            module.leave();
        }
    }

    private void lockRecovery() {
        if (!TokenWait.take(recovering::tryLock, settings)) {
            throw TokenErrors.busy(settings);
        }
    }

    private Connection connected() {
        Connection open = current;
        if (open != null && open.isLive()) {
            return open;
        }
        lockRecovery();
        try {
            open = current;
            return open != null && open.isLive() ? open : connect();
        } finally {
            recovering.unlock();
        }
    }

    private Connection connect() {
        if (closed) {
            throw TokenErrors.closed(settings.name(), null);
        }
        Connection before = current;
        current = null;
        Connection opened = connector.connect(before);
        module.isUsedBy(this);
        if (permits == null) {
            permits = new SessionLimiter(settings, opened.slot());
        }
        current = opened;
        return opened;
    }

    /** Mends what the code tells of; false when the operation cannot work now. */
    boolean recover(Connection failed, long code) {
        lockRecovery();
        try {
            if (current != failed) {
                return true; // somebody else has, or the next attempt will
            }
            Condition condition = connector.locked(failed::condition);
            if (condition == Condition.WELL && suspicion.isRaisedBy(code)) {
                condition = Condition.LOST; // whatever the token answers to questions
            }
            if (condition == Condition.WELL) {
                if (code == PKCS11Constants.CKR_OBJECT_HANDLE_INVALID
                        || code == PKCS11Constants.CKR_KEY_HANDLE_INVALID) {
                    failed.handles().clear();
                }
                return true;
            }
            Loggers.hsm()
                    .log(
                            System.Logger.Level.INFO,
                            "HSM {0}: {1}, after {2}; connecting anew",
                            settings.name(),
                            condition == Condition.LOST ? "the connection is lost" : "logged out",
                            Ckr.name(code));
            if (condition == Condition.LOST) {
                current = null;
                connector.doubt(failed, module.isSharedBeside(this));
            }
            connect();
            return true;
        } catch (PKCS11Exception e) {
            throw connector.remembered(TokenErrors.call(settings, e));
        } finally {
            recovering.unlock();
        }
    }

    /** Connects anew for the sake of an object that the token does not show. */
    private boolean searchAnew(Connection failed) {
        lockRecovery();
        try {
            if (current != failed) {
                return true;
            }
            if (!searching.isOver()) {
                return false;
            }
            searching.didNotHelp();
            renew(failed);
            return true;
        } catch (PKCS11Exception e) {
            throw connector.remembered(TokenErrors.call(settings, e));
        } finally {
            recovering.unlock();
        }
    }

    private void renew(Connection old) throws PKCS11Exception {
        current = null;
        connector.doubt(old, false);
        connect();
    }

    /** Connects anew where the module would give the handle of what was destroyed twice. */
    void orderly() {
        Connection open = current;
        if (open != null && open.isDisordered()) {
            threads.run(() -> ordered(open));
        }
    }

    private boolean ordered(Connection disordered) {
        lockRecovery();
        try {
            if (current == disordered) {
                renew(disordered);
            }
            return true;
        } catch (PKCS11Exception e) {
            throw connector.remembered(TokenErrors.call(settings, e));
        } finally {
            recovering.unlock();
        }
    }

    @Override
    public void close() {
        closed = true;
        module.isLeftBy(this);
        try {
            threads.run(
                    () -> {
                        Connection open = current;
                        try {
                            current = null;
                            connector.drop(open);
                        } catch (PKCS11Exception e) {
                            throw TokenErrors.call(settings, e);
                        }
                        return true;
                    });
        } finally {
            threads.close();
        }
    }
}
