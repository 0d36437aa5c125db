package org.kmsjca.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGConnection;

/** A connection to PostgreSQL. */
final class PostgresConnection implements StoreConnection {
    private static final int OLDEST_VERSION = 130_000;

    /** For the first connection, when nothing is known of the database. */
    private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(10);

    /** Longer than any statement may take there, with the wait for a lock. */
    static final Duration WRITE_PATIENCE = Duration.ofSeconds(30);

    /** For the answer to COMMIT: longer than the server keeps a transaction that does nothing. */
    private static final Duration OUTCOME_WAIT = Duration.ofSeconds(20);

    private static final long OUTCOME_PAUSE_MILLIS = 50;

    private final PostgresAddress address;
    private final PostgresErrors failures;
    private final PostgresClock clock;
    private final ConnectPause pause;
    private final PostgresTables tables;
    private final Map<String, PreparedStatement> statements = new HashMap<>();
    private volatile @Nullable Connection connection;
    private volatile boolean closed;

    /** Whether the transaction at hand is one that writes. */
    private boolean writing;

    PostgresConnection(
            PostgresAddress address,
            PostgresErrors failures,
            PostgresClock clock,
            ConnectPause pause) {
        this.address = address;
        this.failures = failures;
        this.clock = clock;
        this.pause = pause;
        this.tables = new PostgresTables(address.schema());
    }

    /** The channel on which commits are announced. */
    static String channel(PostgresAddress address) {
        return "kms " + address.schema();
    }

    @Override
    public PreparedStatement prepare(String sql) throws SQLException {
        Connection open = connection();
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            statement = open.prepareStatement(tables.named(sql));
            statements.put(sql, statement);
        }
        return statement;
    }

    @Override
    public void execute(String script) throws SQLException {
        try (Statement statement = connection().createStatement()) {
            statement.execute(tables.named(script));
        }
    }

    boolean isOpen() {
        return connection != null;
    }

    /** The driver's own interface of the open connection. */
    PGConnection driver() throws SQLException {
        return connection().unwrap(PGConnection.class);
    }

    /** Limits the time that an answer may take, from now on. */
    void setPatience(Duration patience) throws SQLException {
        connection().setNetworkTimeout(Runnable::run, (int) patience.toMillis());
    }

    @Override
    public void begin(Access access) throws SQLException {
        boolean reused = connection != null;
        try {
            beginOnce(access);
        } catch (SQLException e) {
            if (!reused || !PostgresErrors.isConnectionLost(e)) {
                if (PostgresErrors.isConnectionLost(e)) {
                    reset();
                } else {
                    rollback();
                }
                throw e;
            }
            reset(); // the server was restarted since; nothing has happened yet
            beginOnce(access);
        }
    }

    private void beginOnce(Access access) throws SQLException {
        writing = access == Access.WRITE;
        setPatience(address.patience());
        if (!writing) {
            executeTimed(PostgresSql.BEGIN_READ);
            return;
        }
        execute(PostgresSql.BEGIN_WRITE);
        setPatience(WRITE_PATIENCE);
        executeTimed(PostgresSql.LOCK);
    }

    /**
     * Runs a script that ends with the database's time. Each look into the store asks for it: where
     * the machine was suspended the clock stood still.
     */
    private void executeTimed(String script) throws SQLException {
        try (Statement statement = connection().createStatement()) {
            boolean isRows = statement.execute(tables.named(script));
            while (!isRows && statement.getUpdateCount() >= 0) {
                isRows = statement.getMoreResults();
            }
            try (ResultSet row = statement.getResultSet()) {
                row.next();
                clock.set(row.getLong(1));
            }
        }
    }

    @Override
    public void commit() throws SQLException {
        if (!writing) {
            execute(PostgresSql.COMMIT);
            return;
        }
        PostgresCommit written = PostgresCommit.announce(this, channel(address));
        try {
            execute(PostgresSql.COMMIT);
        } catch (SQLException e) {
            // A server that panics, as its log's disk is full, may have written the commit.
            reset();
            if (!isCommitted(written, e)) {
                throw e;
            }
        }
    }

    /** Asks on another connection what became of a transaction whose COMMIT got no answer. */
    private boolean isCommitted(PostgresCommit written, SQLException lost) throws SQLException {
        long begin = System.nanoTime();
        SQLException unknown =
                new SQLException(lost.getMessage(), PostgresErrors.UNKNOWN_OUTCOME, lost);
        boolean interrupted = false;
        try {
            while (System.nanoTime() - begin < OUTCOME_WAIT.toNanos()) {
                try {
                    String status = written.status(this);
                    if (status.equals("aborted")) {
                        return false;
                    } else if (status.equals("committed") && written.isInStore(this)) {
                        return true;
                    } else if (!status.equals("in progress")) {
                        break; // the server has forgotten it, or is another one
                    }
                } catch (SQLException e) {
                    if (!PostgresErrors.isAway(e)) {
                        unknown.addSuppressed(e);
                        throw unknown;
                    }
                    reset();
                }
                try {
                    Thread.sleep(OUTCOME_PAUSE_MILLIS);
                } catch (InterruptedException e) {
                    interrupted = true; // the wait is bounded
                }
            }
            throw unknown;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void rollback() {
        if (connection == null) {
            return; // whatever it was is over
        }
        try {
            execute(PostgresSql.ROLLBACK);
        } catch (SQLException e) {
            reset();
        }
    }

    @Override
    public boolean recovers(SQLException failure) {
        boolean recovers = PostgresErrors.isOfConnection(failure);
        if (recovers) {
            reset();
        }
        return recovers;
    }

    @Override
    public void reset() {
        Connection old = connection;
        connection = null;
        statements.clear();
        if (old != null) {
            close(old);
        }
    }

    private static void close(Connection old) {
        try {
            old.close();
        } catch (SQLException e) {
            return; // there is nothing left to do with it
        }
    }

    @Override
    public void follow() {
        // A connection is to the server, whatever its files are called.
    }

    @Override
    public void checkCommitted() {
        // What COMMIT has answered is there for all.
    }

    @Override
    public boolean isAbandoned() {
        return false;
    }

    @Override
    public <T> T inTurn(Turn<T> turn) {
        return turn.run();
    }

    @Override
    public void ifNobodysTurn(Runnable work) {
        work.run();
    }

    @Override
    public void close() {
        closed = true;
        reset();
    }

    /** Closes it under a thread that is waiting for an answer. */
    void abort() {
        closed = true;
        Connection open = connection;
        if (open != null) {
            try {
                open.abort(Runnable::run);
            } catch (SQLException e) {
                return; // it is closed
            }
        }
    }

    private Connection connection() throws SQLException {
        if (closed) {
            throw failures.closed();
        }
        Connection open = connection;
        if (open == null) {
            pause.check();
            boolean interrupted = Thread.interrupted(); // the driver would give up
            try {
                open = connect();
            } catch (SQLException e) {
                pause.failed(e);
                throw e;
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
            pause.succeeded();
            connection = open;
        }
        return open;
    }

    private Connection connect() throws SQLException {
        Properties properties = properties(connectPatience());
        String problem = PostgresUrl.problem(address.url(), properties);
        if (problem != null) {
            throw failures.url(problem);
        }
        Connection made;
        try {
            // Not by DriverManager, which would keep the driver's class, and its class loader.
            made = new Driver().connect(address.url(), properties);
        } catch (SQLException e) {
            throw PostgresErrors.ofConnecting(e);
        }
        if (made == null) {
            throw new SQLException("the driver does not know this URL", "08001");
        }
        boolean ready = false;
        try {
            start(made);
            ready = true;
            return made;
        } finally {
            if (!ready) {
                close(made);
            }
        }
    }

    private void start(Connection made) throws SQLException {
        try (PreparedStatement statement = made.prepareStatement(PostgresSql.START)) {
            statement.setString(1, PostgresTables.SEARCH_PATH);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                if (row.getBoolean(1)) {
                    throw new SQLException("the server is a standby", PostgresErrors.READ_ONLY);
                }
                if (row.getInt(2) < OLDEST_VERSION) {
                    throw failures.tooOld(String.valueOf(row.getString(3)));
                }
                clock.set(row.getLong(4));
            }
        }
        made.setNetworkTimeout(Runnable::run, (int) address.patience().toMillis());
    }

    /** Longer than the database was ever seen to take, and no longer than an operation may wait. */
    private Duration connectPatience() {
        return pause.isKnownToAnswer() ? address.patience() : CONNECT_PATIENCE;
    }

    /**
     * @param patience for one of the servers of the URL that answers; a silent one gets half of it
     */
    private Properties properties(Duration patience) {
        Properties properties = new Properties();
        properties.setProperty("ApplicationName", ApplicationName.OWN);
        properties.setProperty("connectTimeout", Long.toString(patience.toSeconds() / 2));
        properties.setProperty("loginTimeout", Long.toString(patience.toSeconds()));
        properties.setProperty("socketTimeout", Long.toString(patience.toSeconds()));
        properties.setProperty("tcpKeepAlive", "true");
        // Before anything is resolved by a name, START among it.
        properties.setProperty("currentSchema", PostgresTables.SEARCH_PATH);
        String user = address.user();
        if (user != null) {
            properties.setProperty("user", user);
        }
        if (address.password() != null) {
            char[] password = address.password().get();
            try {
                properties.setProperty("password", new String(password));
            } finally {
                Arrays.fill(password, '\0');
            }
        }
        return properties;
    }
}
