package org.kmsjca.store;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
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
 * <p>The copies have no class in common but those of the JDK. They meet in two system properties
 * for each file: who has it open, and whose turn it is. Nothing is kept there of a file that is
 * closed.
 */
final class SiblingCopies {
    /** Tells this copy of SQLite from others. */
    private static final String OWN =
            Integer.toHexString(System.identityHashCode(JDBC4Connection.class));

    private static final String OPEN = "org.kmsjca.store.open.";
    private static final String TURN = "org.kmsjca.store.turn.";

    /** How long a copy waits for its turn. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final long PAUSE_MILLIS = 1;

    private final Path file;
    private final StoreFailures failures;
    private final Duration patience;

    SiblingCopies(Path file, StoreFailures failures, Duration patience) {
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

    /** Does something that no other copy may do meanwhile; within itself, too. */
    <T, E extends Exception> T inTurn(Work<T, E> work) throws E {
        String property = TURN + name();
        String mine = ownTurn();
        Properties all = System.getProperties();
        if (mine.equals(all.get(property))) {
            return work.run();
        }
        await(all, property, mine);
        try {
            return work.run();
        } finally {
            all.remove(property, mine);
        }
    }

    /** As {@link #inTurn}, unless it is another's turn. */
    void ifNobodysTurn(Runnable work) {
        String property = TURN + name();
        String mine = ownTurn();
        Properties all = System.getProperties();
        if (all.putIfAbsent(property, mine) == null) {
            try {
                work.run();
            } finally {
                all.remove(property, mine);
            }
        }
    }

    private static String ownTurn() {
        return OWN + " " + Thread.currentThread().getId();
    }

    private void await(Properties all, String property, String mine) {
        long begin = System.nanoTime();
        boolean interrupted = false;
        try {
            while (all.putIfAbsent(property, mine) != null) {
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
     * Says that this copy opens the file once more.
     *
     * @return what {@link #isLastOf} is to be told
     */
    String opens() {
        String name = name();
        count(name, 1);
        return name;
    }

    /**
     * Says that this copy has done with one of its openings, and tells whether it may close it: no
     * other copy has one.
     */
    static boolean isLastOf(String name) {
        String left = count(name, -1);
        return left == null || (left.startsWith(OWN + ":") && left.indexOf(' ') < 0);
    }

    /** Counts this copy's openings in "copy:number copy:number". */
    private static @Nullable String count(String name, int change) {
        return (String)
                System.getProperties()
                        .compute(OPEN + name, (key, value) -> counted((String) value, change));
    }

    private static @Nullable String counted(@Nullable String value, int change) {
        int number = change;
        StringBuilder others = new StringBuilder();
        for (String entry : value == null ? new String[0] : value.split(" ")) {
            if (entry.startsWith(OWN + ":")) {
                number += Integer.parseInt(entry.substring(OWN.length() + 1));
            } else {
                others.append(' ').append(entry);
            }
        }
        String own = number > 0 ? OWN + ":" + number : "";
        String all = (own + others).strip();
        return all.isEmpty() ? null : all;
    }
}
