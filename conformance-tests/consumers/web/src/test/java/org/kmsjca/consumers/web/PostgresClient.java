package org.kmsjca.consumers.web;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/** A program that knows nothing of the KMS. Its arguments: the URL, and the users to log in as. */
final class PostgresClient {
    private static final String QUERY =
            "select current_user, client_dn from pg_stat_ssl where pid = pg_backend_pid()";

    private PostgresClient() {}

    /** Prints who it is for the server, as each user. */
    public static void main(String[] arguments) {
        for (int i = 1; i < arguments.length; i++) {
            System.out.println(logIn(arguments[0], arguments[i]));
        }
    }

    private static String logIn(String url, String user) {
        Properties lines = new Properties();
        lines.setProperty("user", user);
        lines.setProperty("sslmode", "verify-full");
        lines.setProperty("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
        try (Connection connection = DriverManager.getConnection(url, lines);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(QUERY)) {
            row.next();
            return row.getString(1) + " " + row.getString(2);
        } catch (SQLException e) {
            return e.getSQLState() + " " + e.getMessage();
        }
    }
}
