package org.kmsjca.protection.hsm;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The session of a message in parts, none before it is long; one at most whoever begins it. */
final class HeldMessage {
    private final AtomicReference<@Nullable PinnedSession> session = new AtomicReference<>();

    /** True after the end of the message: a thread that still waits for a session gives it back. */
    private volatile boolean over;

    boolean isNone() {
        return session.get() == null;
    }

    @Nullable PinnedSession session() {
        return session.get();
    }

    /** Takes a session for the owner's message and does its first call. */
    PinnedSession begin(HsmToken token, Object owner, TokenWork<Boolean> first) {
        PinnedSession open = token.hold();
        if (!session.compareAndSet(null, open)) {
            open.close();
            throw PinnedSession.twoThreads();
        }
        open.closeWith(owner);
        if (over) {
            close();
            throw PinnedSession.twoThreads();
        }
        open.use(first);
        return open;
    }

    /** Hands the session on to who closes it. */
    @Nullable PinnedSession take() {
        return isNone() ? null : session.getAndSet(null);
    }

    /** As {@link #take}; nobody begins one until {@link #restart}. */
    @Nullable PinnedSession end() {
        over = true;
        return take();
    }

    /** Gives the session back; nobody begins one until {@link #restart}. */
    void abandon() {
        over = true;
        close();
    }

    void restart() {
        close();
        over = false;
    }

    void close() {
        PinnedSession open = take();
        if (open != null) {
            open.close();
        }
    }
}
