package org.kmsjca.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.ResultSet;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.store.StoreFixture.Opened;
import org.kmsjca.testing.PostgresServer;

/** Time that goes by while a machine is suspended, and what is known of a store then. */
@Tag("once")
@Timeout(60)
class ElapsedTimeTest {
    private static final long MILLI = 1_000_000;

    private long nanos = Long.MAX_VALUE - 5 * MILLI; // it may wrap around
    private long millis = 1_700_000_000_000L;
    private final ElapsedTime time =
            new ElapsedTime(() -> nanos, () -> millis, Duration.ofMillis(100));

    private void pass(long milliseconds) {
        nanos += milliseconds * MILLI;
        millis += milliseconds;
    }

    @Test
    void suspendedTimeCounts() {
        long begin = time.now();
        pass(10);
        assertThat(time.now() - begin).isEqualTo(10 * MILLI);
        millis += 3_600_000; // nanoTime stood still
        assertThat(time.now() - begin).isEqualTo(3_600_010 * MILLI);
        pass(10);
        assertThat(time.now() - begin).isEqualTo(3_600_020 * MILLI);
    }

    @Test
    void clockThatIsSetBackEndsWhatIsKnown() {
        long begin = time.now();
        millis -= 3_600_000;
        assertThat(time.now() - begin).isEqualTo(3_600_000 * MILLI);
        pass(1);
        assertThat(time.now() - begin).isEqualTo(3_600_001 * MILLI);
    }

    @Test
    void manyShortPausesAddUp() {
        long begin = time.now();
        for (int i = 0; i < 1000; i++) {
            pass(1);
            millis += 20;
            assertThat(time.now() - begin).isGreaterThanOrEqualTo((i + 1) * MILLI);
        }
        assertThat(time.now() - begin).isBetween(20_900 * MILLI, 21_000 * MILLI);
    }

    @Test
    void keyIsNotUsedAfterASuspensionUntilTheDatabaseIsAsked(@TempDir Path directory)
            throws Exception {
        Duration staleness = Duration.ofMinutes(10);
        PostgresAddress address =
                new PostgresAddress(
                        PostgresServer.shared().url(),
                        null,
                        null,
                        "time_" + Integer.toHexString(directory.toString().hashCode()),
                        staleness,
                        Duration.ZERO,
                        directory.resolve("home/postgresql"));
        Opened.at(address).close();
        PostgresClock clock = new PostgresClock();
        PostgresErrors failures = new PostgresErrors(address.location());
        try (var asking = new PostgresConnection(address, failures, clock, new ConnectPause());
                ResultSet row = asking.prepare(PostgresSql.TIME_AND_REVISION).executeQuery()) {
            row.next();
            StoreState state =
                    new StoreState(
                            row.getLong(2),
                            HashTree.EMPTY,
                            new AuditHead(0, row.getBytes(3)),
                            StoreNotes.NONE);
            var listening = new PostgresConnection(address, failures, clock, new ConnectPause());
            Notifications known = new Notifications(address, listening, clock, time);
            known.remember(known.read(), state);
            assertThat(known.hasChanged()).isFalse();
            pass(100);
            assertThat(known.hasChanged()).isFalse();
            millis += staleness.toMillis();
            assertThat(known.hasChanged()).isTrue();
            known.remember(known.read(), state);
            assertThat(known.hasChanged()).isFalse();
            millis -= staleness.toMillis();
            assertThat(known.hasChanged()).isTrue();
            known.close();
        }
    }
}
