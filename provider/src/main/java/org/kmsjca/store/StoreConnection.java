package org.kmsjca.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * A connection with its prepared statements, opened at first use and again after {@link #reset}.
 * Autocommit stays on: transactions begin and end by statements of their own. Not thread-safe; its
 * owner holds a lock.
 */
interface StoreConnection extends AutoCloseable {
    /** What a transaction is for. */
    enum Access {
        /** Sees one state of the store, and waits for nobody. */
        READ,

        /** Holds the store's only write lock from its beginning, so that it sees the newest. */
        WRITE
    }

    /** Something done in a transaction. */
    interface Work<T> {
        T run() throws SQLException;
    }

    /** The statement, prepared once; the caller closes its result sets, never the statement. */
    PreparedStatement prepare(String sql) throws SQLException;

    /** Runs one or several statements that answer nothing. */
    void execute(String script) throws SQLException;

    /** Begins a transaction. */
    void begin(Access access) throws SQLException;

    /** Commits; when this throws, nothing is changed, or the failure says that it is not known. */
    void commit() throws SQLException;

    /** Ends the transaction without effect; never throws, so that the first failure is the one. */
    void rollback();

    /**
     * Lets go of a connection that failed, when another may succeed.
     *
     * @return whether it may
     */
    boolean recovers(SQLException failure);

    /** Lets go of the connection and its transaction; the next use opens another. */
    void reset();

    /**
     * Makes sure, outside of a transaction, that this is connected to what stands under the store's
     * name now.
     */
    void follow();

    /**
     * Makes sure that others see what was just committed.
     *
     * @throws org.kmsjca.KmsException when they do not
     */
    void checkCommitted();

    /**
     * Whether the rows of the authenticated set were checked to have the types that the schema
     * gives their columns, in the transaction at hand; else each value is asked for its type.
     */
    default boolean hasDeclaredTypes() throws SQLException {
        return false;
    }

    /** Whether the connection is of no use any more, as the store was taken away from under it. */
    boolean isAbandoned();

    /** Does something in turn with others in this process that this connection must not meet. */
    <T> T inTurn(Turn<T> turn);

    /** As {@link #inTurn}, unless it is another's turn. */
    void ifNobodysTurn(Runnable work);

    @Override
    void close();

    /** Something done in a turn. */
    interface Turn<T> {
        T run();
    }

    /** The first column of the first row of a query that has one. */
    default String queryText(String sql) throws SQLException {
        try (ResultSet row = prepare(sql).executeQuery()) {
            row.next();
            return String.valueOf(row.getString(1));
        }
    }

    /** Empties a table; that no row is left is looked for, as something may keep them. */
    default void empty(String table) throws SQLException {
        execute("DELETE FROM " + table);
        if (!queryText("SELECT count(*) FROM " + table).equals("0")) {
            throw new SQLException("a row was not deleted", StoreErrors.NOT_WRITTEN);
        }
    }

    /** Runs the work in a transaction, which is rolled back when the work throws. */
    default <T> T transaction(Access access, Work<T> work) throws SQLException {
        begin(access);
        T result;
        boolean done = false;
        try {
            result = work.run();
            done = true;
        } finally {
            if (!done) {
                rollback();
            }
        }
        boolean committed = false;
        try {
            commit();
            committed = true;
        } finally {
            if (!committed) {
                rollback();
            }
        }
        return result;
    }
}
