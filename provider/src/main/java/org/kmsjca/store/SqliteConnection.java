package org.kmsjca.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sqlite.jdbc4.JDBC4Connection;

/**
 * A connection to SQLite. Transactions are explicit statements, because the driver's own handling
 * takes the write lock too early or too late.
 */
final class SqliteConnection implements StoreConnection {
    /** The time that SQLite waits for another process. */
    static final Duration BUSY_TIMEOUT = Duration.ofSeconds(10);

    private final Path file;
    private final SqliteErrors failures;
    private final Supplier<FileAccess> access;
    private final Map<String, PreparedStatement> statements = new HashMap<>();
    private final SiblingCopies siblings;
    private @Nullable Connection connection;

    /** The file as other copies of SQLite in this process know it; null while it is not open. */
    private @Nullable String openedAs;

    private final Map<Path, FileIdentity> beside = new LinkedHashMap<>();
    private @Nullable FileIdentity identity;
    private boolean closed;

    /** A file beside the database that was taken away while it was open; null while none was. */
    private volatile @Nullable Path takenAway;

    SqliteConnection(Path file, SqliteErrors failures) {
        this(file, failures, () -> FileAccess.READ_WRITE);
    }

    /**
     * @param access asked whenever a connection is opened
     */
    SqliteConnection(Path file, SqliteErrors failures, Supplier<FileAccess> access) {
        this.file = file;
        this.failures = failures;
        this.access = access;
        this.siblings = new SiblingCopies(file, failures, SiblingCopies.PATIENCE);
        forgetFilesBeside();
    }

    private void forgetFilesBeside() {
        for (String end : new String[] {"-wal", "-shm"}) {
            beside.put(
                    file.resolveSibling(file.getFileName() + end),
                    new FileIdentity(false, 0, null));
        }
    }

    /** Other copies of SQLite in this process that may have the file open. */
    SiblingCopies siblings() {
        return siblings;
    }

    @Override
    public PreparedStatement prepare(String sql) throws SQLException {
        Connection open = connection();
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            statement = open.prepareStatement(sql);
            statements.put(sql, statement);
        }
        return statement;
    }

    @Override
    public void execute(String script) throws SQLException {
        try (Statement statement = connection().createStatement()) {
            statement.executeUpdate(script);
        }
    }

    /** Not prepared, as most of what is asked for by it is PRAGMAs. */
    @Override
    public String queryText(String sql) throws SQLException {
        try (Statement statement = connection().createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return String.valueOf(row.getString(1));
        }
    }

    /** By SQLite's own check of STRICT tables: a tenth of what asking each value costs. */
    @Override
    public boolean hasDeclaredTypes() throws SQLException {
        for (String table : SqliteSql.TABLES_OF_THE_SET) {
            if (!queryText(SqliteSql.CHECK_TABLE.formatted(table)).equals("ok")) {
                return false;
            }
        }
        return true;
    }

    void setBusyTimeout(Duration timeout) throws SQLException {
        setBusyTimeout(this, timeout);
    }

    static void setBusyTimeout(StoreConnection connection, Duration timeout) throws SQLException {
        connection.execute(SqliteSql.BUSY_TIMEOUT_MILLIS + timeout.toMillis());
    }

    @Override
    public void begin(Access access) throws SQLException {
        execute(access == Access.WRITE ? SqliteSql.BEGIN_WRITE : SqliteSql.BEGIN_READ);
    }

    @Override
    public void commit() throws SQLException {
        execute(SqliteSql.COMMIT);
    }

    @Override
    public void rollback() {
        try {
            execute(SqliteSql.ROLLBACK);
        } catch (SQLException e) {
            // SQLite may have rolled back by itself. Only a new connection is surely outside of
            // any transaction.
            reset();
        }
    }

    @Override
    public void close() {
        closed = true;
        reset();
    }

    @Override
    public boolean recovers(SQLException failure) {
        return false;
    }

    @Override
    public void reset() {
        Connection old = connection;
        connection = null;
        statements.clear();
        forgetFilesBeside();
        String name = openedAs;
        openedAs = null;
        if (old != null && name != null) {
            close(old, name);
        }
    }

    // Nothing new is to be loaded here, as the class loader may be closed already.
    private void close(@Nullable Connection old, String name) {
        boolean alone = SiblingCopies.beginsToClose(name);
        try {
            // Closing one whose log or index is another's now would write what it believes.
            if (old != null && alone && takenAway == null) {
                old.close();
            }
        } catch (SQLException e) {
            return; // there is nothing left to do with it
        } finally {
            if (alone) {
                SiblingCopies.hasClosed(name);
            }
        }
    }

    private Connection connection() throws SQLException {
        if (closed) {
            throw failures.closed();
        }
        Path gone = takenAway;
        if (gone != null) {
            throw failures.takenAway(gone);
        }
        Connection open = connection;
        if (open == null) {
            open = connect();
            connection = open;
        }
        return open;
    }

    /** Opens the file under the name anew when it is no longer the one that is open. */
    @Override
    public void follow() {
        FileIdentity open = identity;
        if (connection == null || open == null) {
            return;
        }
        if (identify(file).isOtherThan(open)) {
            reset();
        } else {
            checkFilesBeside();
        }
    }

    /** Looks whether the files are still those that stand under their names. */
    @Override
    public void checkCommitted() {
        FileIdentity open = identity;
        if (open != null && identify(file).isOtherThan(open)) {
            throw failures.takenAway(file);
        }
        checkFilesBeside();
    }

    /**
     * SQLite keeps its log and the log's index open. When others find no such file under the name
     * they make new ones, and from then on neither sees what the other commits.
     */
    private void checkFilesBeside() {
        beside.replaceAll(
                (path, before) -> {
                    FileIdentity now = identify(path);
                    if (before.exists() && now.isOtherThan(before)) {
                        takenAway = path;
                        throw failures.takenAway(path);
                    }
                    return now;
                });
    }

    @Override
    public <T> T inTurn(Turn<T> turn) {
        return siblings.inTurn(turn::run);
    }

    @Override
    public void ifNobodysTurn(Runnable work) {
        siblings.ifNobodysTurn(work);
    }

    @Override
    public boolean isAbandoned() {
        return takenAway != null;
    }

    private FileIdentity identify(Path path) {
        try {
            return FileIdentity.of(path);
        } catch (IOException e) {
            throw failures.io("look at", e);
        }
    }

    private Connection connect() throws SQLException {
        FileIdentity found = identify(file);
        FileIdentity before = identity;
        boolean isEmptied = before != null && before.size() > 0 && found.size() == 0;
        if (!found.exists() || isEmptied) {
            throw failures.missing();
        }
        if (!Files.isRegularFile(file)) {
            throw failures.notRegular(); // opening a pipe would wait for a writer
        }
        identity = found;
        String name = siblings.opens();
        Connection made = null;
        boolean ready = false;
        try {
            // As a URI, because the driver takes a '?' in a plain path for the start of settings.
            // Not by the driver's class: DriverManager would keep that, and its class loader.
            SqliteLibrary.load();
            String address = file.toUri() + access.get().uriParameters();
            made = new JDBC4Connection("jdbc:sqlite:" + address, address, new Properties());
            try (Statement statement = made.createStatement()) {
                statement.executeUpdate(
                        SqliteSql.BUSY_TIMEOUT_MILLIS
                                + BUSY_TIMEOUT.toMillis()
                                + ";"
                                + SqliteSql.CONNECTION_SETTINGS);
            }
            ready = true;
            openedAs = name;
            return made;
        } catch (LinkageError | IllegalCallerException e) {
            throw failures.nativeLibrary(e);
        } finally {
            if (!ready) {
                close(made, name);
            }
        }
    }
}
