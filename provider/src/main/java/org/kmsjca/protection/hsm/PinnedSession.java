package org.kmsjca.protection.hsm;

import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import java.lang.ref.Cleaner;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KmsException;

/**
 * A session held for a message that comes in parts. Where nobody ends the message it goes back when
 * the garbage collector finds it abandoned. A second thread is refused while a call is under way:
 * modules crash when two use one session, and a session that went back may be another's already.
 */
final class PinnedSession implements AutoCloseable {
    /** Made with the first message in parts: it has a thread. */
    private static final class Abandoned {
        static final Cleaner CLEANER = Cleaner.create();
    }

    private final HsmToken token;
    private final TokenSession session;
    private final SessionLimiter permits;
    private final ReentrantLock inUse = new ReentrantLock();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicBoolean given = new AtomicBoolean();
    private Cleaner.@Nullable Cleanable registration;

    /** Nothing is to be closed; belongs to who has the lock. */
    private boolean lost;

    PinnedSession(HsmToken token, TokenSession session, SessionLimiter permits) {
        this.token = token;
        this.session = session;
        this.permits = permits;
    }

    /** Gives the session back when the owner, which must not be reachable from it, is gone. */
    void closeWith(Object owner) {
        registration = Abandoned.CLEANER.register(owner, this::close);
    }

    /** Does the next calls of the message; none of them is repeated. */
    <T> T use(TokenWork<T> work) {
        if (!inUse.tryLock()) {
            throw twoThreads();
        }
        try {
            if (closed.get()) {
                throw twoThreads();
            }
            return token.threads().run(() -> guarded(work));
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        } finally {
            inUse.unlock();
            giveBackIfClosed(); // another thread may have closed it meanwhile
        }
    }

    static IllegalStateException twoThreads() {
        return new IllegalStateException(
                "two threads use one object for the same message: give each an object of its own");
    }

    private <T> T guarded(TokenWork<T> work) {
        Connection connection = session.connection();
        long code;
        KmsException failure;
        if (!token.module().enter(token.settings())) {
            throw TokenErrors.busy(token.settings());
        }
        try {
            if (!connection.isLive()) {
                throw TokenErrors.lostMessage(token.settings());
            }
            return work.run(session);
        } catch (PKCS11Exception e) {
            code = e.getErrorCode();
            // A dead session's handle may be another's by now, unless the connection is well.
            lost = Ckr.isDeadSession(code) && !connection.isWell();
            session.spoil();
            failure = TokenErrors.call(token.settings(), e, connection.slot(), session.mechanism());
        } catch (ObjectMissing e) {
            throw TokenErrors.missing(token.settings(), String.valueOf(e.getMessage()));
        } catch (AnotherKey e) {
            throw TokenErrors.another(
                    token.settings(), connection.slot(), String.valueOf(e.getMessage()));
        } finally {
            token.module().leave();
        }
        token.recover(connection, code);
        throw failure;
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        Cleaner.Cleanable registered = registration;
        if (registered != null) {
            registered.clean(); // else the cleaner would keep this as long as the owner lives
        }
        giveBackIfClosed();
    }

    /** Leaves it to the thread that has a call under way, where there is one. */
    private void giveBackIfClosed() {
        if (!closed.get() || !inUse.tryLock()) {
            return;
        }
        try {
            if (given.compareAndSet(false, true)) {
                giveBack();
            }
        } finally {
            inUse.unlock();
        }
    }

    private void giveBack() {
        try {
            if (entered()) {
                try {
                    if (!lost) {
                        session.connection().giveBack(session);
                    }
                } finally {
                    token.module().leave();
                }
            }
        } finally {
            permits.releaseHold();
        }
    }

    /** A session that is not given back in time ends with the change that it is waited for. */
    private boolean entered() {
        try {
            return token.module().enter(token.settings());
        } catch (KmsException e) {
            return false; // interrupted; the flag is set
        }
    }
}
