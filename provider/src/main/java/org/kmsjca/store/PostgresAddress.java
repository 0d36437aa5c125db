package org.kmsjca.store;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A store in a schema of a PostgreSQL database.
 *
 * @param url {@code jdbc:postgresql:...}, without a password
 * @param user the role; null for that of the operating system's user
 * @param password gives the password whenever a connection is opened, and the caller wipes it; null
 *     for none
 * @param schema name of the schema, in lower case
 * @param staleness the age from which on what is known of the store is too old to use a key; zero
 *     to ask the database at each operation
 * @param outage how long keys go on being used while the database cannot be reached
 * @param place see {@link StoreAddress#place}
 */
public record PostgresAddress(
        String url,
        @Nullable String user,
        @Nullable Supplier<char[]> password,
        String schema,
        Duration staleness,
        Duration outage,
        Path place)
        implements StoreAddress {
    private static final Duration SHORTEST_PATIENCE = Duration.ofSeconds(2);
    private static final Duration LONGEST_PATIENCE = Duration.ofSeconds(5);

    /**
     * The time that an answer which waits for nobody may take. An operation with a key waits for a
     * silent server twice that long: once on its connection, and once for another.
     */
    Duration patience() {
        Duration wanted = staleness.multipliedBy(2);
        if (wanted.compareTo(SHORTEST_PATIENCE) < 0) {
            return SHORTEST_PATIENCE;
        }
        return wanted.compareTo(LONGEST_PATIENCE) > 0 ? LONGEST_PATIENCE : wanted;
    }

    /** Without the parameters of the URL. */
    @Override
    public String location() {
        int parameters = url.indexOf('?');
        return (parameters < 0 ? url : url.substring(0, parameters)) + " schema " + schema;
    }
}
