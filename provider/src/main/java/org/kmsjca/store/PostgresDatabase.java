package org.kmsjca.store;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A schema of a PostgreSQL database. */
final class PostgresDatabase implements StoreDatabase {
    private final PostgresAddress address;
    private final PostgresErrors failures;
    private final PostgresClock clock = new PostgresClock();
    private final ConnectPause pause = new ConnectPause();
    private final PostgresInstances instances;
    private final ChangeSignal changes;

    PostgresDatabase(PostgresAddress address) {
        this.address = address;
        this.failures = new PostgresErrors(address.location());
        this.instances = new PostgresInstances(connection(), failures);
        this.changes =
                address.staleness().isZero()
                        ? new AskedChanges(connection(), failures, clock)
                        : new Notifications(address, connection(), clock);
    }

    @Override
    public String location() {
        return address.location();
    }

    @Override
    public Path place() {
        return address.place();
    }

    @Override
    public PostgresErrors failures() {
        return failures;
    }

    @Override
    public PostgresConnection connection() {
        return new PostgresConnection(address, failures, clock, pause);
    }

    @Override
    public ChangeSignal changes() {
        return changes;
    }

    @Override
    public Instances instances() {
        return instances;
    }

    @Override
    public Upkeep upkeep(BooleanSupplier abandoned) {
        return new PostgresUpkeep();
    }

    @Override
    public AcknowledgedRevision record(RecordMacs macs) {
        return new AcknowledgedRevision(AcknowledgedRevision.fileOf(address.place()), macs);
    }

    @Override
    public void convert(
            StoreConnection connection,
            RecordMac authenticator,
            String storeId,
            boolean giveUp,
            boolean writable) {
        // The first format of a store in PostgreSQL is that of today.
    }

    @Override
    public List<String> problems(StoreConnection connection, boolean withSchema)
            throws SQLException {
        String problem =
                withSchema ? new PostgresSchema(connection, address.schema()).problem() : null;
        return problem == null ? List.of() : List.of(problem);
    }

    @Override
    public List<String> advice(StoreConnection connection) throws SQLException {
        return new PostgresAdvice(address).of(connection);
    }

    @Override
    public List<String> programs(StoreConnection connection) throws SQLException {
        return PostgresUsers.programs(connection);
    }

    @Override
    public Optional<Duration> notification() {
        try (PostgresConnection from = connection();
                PostgresConnection to = connection()) {
            return Optional.of(PostgresUsers.notification(from, to));
        } catch (SQLException e) {
            throw failures.sql("listen to", e);
        }
    }

    @Override
    public void copyTo(Path target) {
        try (PostgresConnection own = connection()) {
            new PostgresCopy(own, failures, address).write(target);
        }
    }

    @Override
    public Clock clock(@Nullable Clock host) {
        return clock;
    }

    @Override
    public void close() {
        instances.close();
        changes.close();
    }
}
