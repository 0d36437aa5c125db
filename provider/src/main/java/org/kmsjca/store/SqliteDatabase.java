package org.kmsjca.store;

import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** A file of SQLite, and the files beside it. */
final class SqliteDatabase implements StoreDatabase {
    private final Path file;
    private final SqliteErrors failures;
    private final Supplier<FileAccess> access;
    private final ChangeCounter changes;
    private final FileInstances instances;

    /**
     * @param access asked whenever a connection is opened
     */
    SqliteDatabase(
            Path file, SqliteErrors failures, Supplier<FileAccess> access, ChangeCounter changes) {
        this.file = file;
        this.failures = failures;
        this.access = access;
        this.changes = changes;
        this.instances = new FileInstances(file, failures);
    }

    @Override
    public String location() {
        return file.toString();
    }

    @Override
    public Path place() {
        return file;
    }

    @Override
    public SqliteErrors failures() {
        return failures;
    }

    @Override
    public SqliteConnection connection() {
        return new SqliteConnection(file, failures, access);
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
        return new SqliteCheckpoints(file, failures, abandoned);
    }

    @Override
    public AcknowledgedRevision record(RecordMacs macs) {
        return new AcknowledgedRevision(AcknowledgedRevision.fileOf(file), macs);
    }

    @Override
    public void convert(
            StoreConnection connection,
            RecordMac authenticator,
            String storeId,
            boolean giveUp,
            boolean writable)
            throws SQLException {
        if (!SqliteSetup.isFormat1(connection)) {
            return;
        }
        if (!writable) {
            throw failures.readOnly();
        }
        if (!giveUp && !record(new RecordMacs(authenticator, storeId)).read().isNothing()) {
            throw failures.convertedBefore();
        }
        new Format1Conversion(connection, failures, file, authenticator, storeId).run();
    }

    @Override
    public List<String> problems(StoreConnection connection, boolean withSchema)
            throws SQLException {
        List<String> problems = new ArrayList<>();
        try (ResultSet row = connection.prepare(SqliteSql.INTEGRITY_CHECK).executeQuery()) {
            while (row.next()) {
                problems.add(String.valueOf(row.getString(1)));
            }
        }
        problems.remove("ok");
        if (withSchema) {
            String schema =
                    SqliteSchema.problem(
                            connection, SqliteSchema.script(SqliteSql.SCHEMA_RESOURCE));
            if (schema != null) {
                problems.add(schema);
            }
        }
        return problems;
    }

    @Override
    public List<String> advice(StoreConnection connection) {
        return List.of();
    }

    @Override
    public List<String> programs(StoreConnection connection) {
        return List.of();
    }

    @Override
    public Optional<Duration> notification() {
        return Optional.empty();
    }

    @Override
    public void copyTo(Path target) {
        SqliteCopy.write(file, target, failures);
    }

    @Override
    public Clock clock(Clock host) {
        return host;
    }

    @Override
    public void close() {
        // Each part is closed by its user.
    }
}
