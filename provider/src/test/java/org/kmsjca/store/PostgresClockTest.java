package org.kmsjca.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.store.StoreFixture.Opened;
import org.kmsjca.testing.PostgresServer;

/**
 * The database's clock after the machine was suspended: it stood still, and material that expired
 * meanwhile would be used. Whatever asks for the state of the store asks for the time.
 */
@Tag("once")
@Timeout(60)
class PostgresClockTest {
    private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");

    @TempDir Path directory;
    private final PostgresClock clock = new PostgresClock();
    private PostgresAddress address;
    private PostgresConnection connection;

    @BeforeEach
    void makeStore() throws SQLException {
        address =
                new PostgresAddress(
                        PostgresServer.shared().url(),
                        null,
                        null,
                        "clock_" + Integer.toHexString(directory.toString().hashCode()),
                        Duration.ZERO,
                        Duration.ZERO,
                        directory.resolve("home/postgresql"));
        Opened.at(address).close();
        connection =
                new PostgresConnection(
                        address, new PostgresErrors(address.location()), clock, new ConnectPause());
        connection.execute("SELECT 1"); // what is asked at the beginning of a connection was
    }

    private void assertAsked() {
        assertThat(clock.instant()).isAfter(LONG_AGO);
        clock.set(0); // a long suspension
        assertThat(clock.instant()).isBefore(LONG_AGO);
    }

    @Test
    void eachLookIntoTheStoreTellsTheTime() throws Exception {
        for (StoreConnection.Access access : StoreConnection.Access.values()) {
            assertAsked();
            connection.transaction(access, () -> true);
        }
        assertAsked();
        connection.close();
    }

    @Test
    void questionForTheRevisionTellsTheTime() {
        var changes = new AskedChanges(connection, new PostgresErrors(address.location()), clock);
        assertAsked();
        assertThat(changes.hasChanged()).isTrue();
        assertAsked();
        changes.close();
    }
}
