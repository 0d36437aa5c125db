package org.kmsjca.store;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.sqlite.jdbc4.JDBC4Connection;

/**
 * Keeps peace between copies of SQLite in one process, as two web applications have them that each
 * bring this library.
 *
 * <p>SQLite's locks are POSIX ones, which belong to the process: they do not hold one copy off the
 * other, and whoever closes the file gives up those of both. So the copies take turns, and one that
 * is not alone with the file does not close it: its few descriptors stay open until the process
 * ends.
 *
 * <p>The copies have no class in common but those of the JDK. They meet in system properties for
 * each file: who has it open, whose turn it is, and who is next. Nothing is kept there of a file
 * that is closed.
 */
final class SiblingCopies {
    /** Tells this copy of SQLite from others. */
    private static final String OWN =
            Integer.toHexString(System.identityHashCode(JDBC4Connection.class));

    private static final String OPEN = "org.kmsjca.store.open.";
    private static final String TURN = "org.kmsjca.store.turn.";
    private static final String NEXT = "org.kmsjca.store.next.";

    /** The time that a copy waits for its turn. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final long PAUSE_MILLIS = 1;

    private final Path file;
    private final SqliteErrors failures;
    private final Duration patience;

    SiblingCopies(Path file, SqliteErrors failures, Duration patience) {
        this.file = file;
        this.failures = failures;
        this.patience = patience;
    }

    /** The file's name for all copies. */
    private String name() {
        try {
            return file.toRealPath().toString();
        } catch (IOException e) {
            return file.toString(); // it is not there: the opening will tell
        }
    }

    /** Something done in a turn. */
    interface Work<T, E extends Exception> {
        T run() throws E;
    }

    /** Does something while no other copy does; other threads of this copy may. */
    <T, E extends Exception> T inTurn(Work<T, E> work) throws E {
        String name = name();
        if (!takes(name)) {
            // Whoever has the turn again and again lets this copy have it once.
            System.getProperties().putIfAbsent(NEXT + name, OWN);
            try {
                await(() -> takes(name));
            } finally {
                System.getProperties().remove(NEXT + name, OWN);
            }
        }
        try {
            return work.run();
        } finally {
            gives(name);
        }
    }

    /** As {@link #inTurn}, unless it is another's turn. */
    void ifNobodysTurn(Runnable work) {
        String name = name();
        if (takes(name)) {
            try {
                work.run();
            } finally {
                gives(name);
            }
        }
    }

    /** Takes the turn where nobody has it and nobody else is next, or this copy has it. */
    private static boolean takes(String name) {
        Properties all = System.getProperties();
        return change(
                TURN + name,
                found -> {
                    Object next = all.get(NEXT + name);
                    boolean free = found.open() > 0 || next == null || next.equals(OWN);
                    return found.isAlone() && free ? found.with(1, 0) : found;
                });
    }

    private static void gives(String name) {
        change(TURN + name, found -> found.with(-1, 0));
    }

    private void await(BooleanSupplier done) {
        long begin = System.nanoTime();
        boolean interrupted = false;
        try {
            while (!done.getAsBoolean()) {
                Duration waited = Duration.ofNanos(System.nanoTime() - begin);
                if (waited.compareTo(patience) > 0) {
                    throw failures.lockTimeout(waited);
                }
                try {
                    Thread.sleep(PAUSE_MILLIS);
                } catch (InterruptedException e) {
                    interrupted = true; // the wait is short and bounded
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Says that this copy opens the file once more, when no other is closing it.
     *
     * @return what {@link #beginsToClose} is to be told
     */
    String opens() {
        String property = OPEN + name();
        await(() -> change(property, found -> found.isBeingClosed() ? found : found.with(1, 0)));
        return property;
    }

    /**
     * Says that this copy has done with one of its openings, and tells whether it may close it: no
     * other copy has one. {@link #hasClosed} follows then.
     */
    static boolean beginsToClose(String property) {
        boolean[] alone = new boolean[1];
        change(
                property,
                found -> {
                    alone[0] = found.isAlone();
                    return found.with(-1, alone[0] ? 1 : 0);
                });
        return alone[0];
    }

    static void hasClosed(String property) {
        change(property, found -> found.with(0, -1));
    }

    /** Whether the change was one. */
    private static boolean change(String property, UnaryOperator<OpenCopies> change) {
        boolean[] changed = new boolean[1];
        System.getProperties()
                .compute(
                        property,
                        (key, value) -> {
                            OpenCopies found = OpenCopies.parse((String) value, OWN);
                            OpenCopies next = change.apply(found);
                            changed[0] = !next.equals(found);
                            return next.encoded();
                        });
        return changed[0];
    }
}
