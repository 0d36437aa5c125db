package org.kmsjca.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Copies a store to another file while programs use it. */
final class SqliteCopy {
    private SqliteCopy() {}

    /** Copies to a file that is there and empty, or missing; the copy is on the disk then. */
    static void write(Path file, Path target, SqliteErrors failures) {
        try (SqliteConnection connection =
                new SqliteConnection(file, failures, () -> FileAccess.forReading(file, false))) {
            connection
                    .siblings()
                    .inTurn(
                            () -> {
                                PreparedStatement statement = connection.prepare(SqliteSql.COPY_TO);
                                statement.setString(1, target.toString());
                                return statement.executeUpdate();
                            });
        } catch (SQLException e) {
            throw failures.sql("copy", e);
        }
        boolean interrupted = Thread.interrupted(); // which would close the channel
        try (FileChannel written = FileChannel.open(target, StandardOpenOption.WRITE)) {
            written.force(true);
        } catch (IOException e) {
            throw failures.io("copy", e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
