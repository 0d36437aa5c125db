package org.kmsjca.jca;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Keeps two threads from using one object of the JCA at the same time, which its contract leaves
 * open: two messages would be mixed, or encrypted under one IV. Where a second thread comes while a
 * call is under way both are refused, the message ends, and so is every further call until the
 * object is initialised again. Threads that hand an object on are not refused.
 */
final class OneThread {
    private static final int FREE = 0;
    private static final int USED = 1;

    /** As {@link #USED}, and a second thread has come. */
    private static final int SHARED = 2;

    /** After {@link #SHARED}, until a new initialisation. */
    private static final int REFUSED = 3;

    private final AtomicInteger state = new AtomicInteger(FREE);
    private final Runnable abandon;

    /**
     * @param abandon gives up the message at hand, with the session and the data that it holds
     */
    OneThread(Runnable abandon) {
        this.abandon = abandon;
    }

    /** Begins a call. */
    void begin() {
        if (!state.compareAndSet(FREE, USED)) {
            throw refusal();
        }
    }

    /** Begins a call that starts anew, whatever was before. */
    void restart() {
        if (!state.compareAndSet(FREE, USED) && !state.compareAndSet(REFUSED, USED)) {
            throw refusal();
        }
    }

    private IllegalStateException refusal() {
        state.compareAndSet(USED, SHARED);
        return new IllegalStateException(
                "two threads have used one object for the same message, which is lost: give each"
                        + " thread an object of its own, and initialise this one again");
    }

    /** Ends a call; its result must not be given out where this fails. */
    void end() {
        if (state.compareAndSet(USED, FREE)) {
            return;
        }
        try {
            abandon.run();
        } finally {
            state.set(REFUSED);
        }
        throw refusal();
    }
}
