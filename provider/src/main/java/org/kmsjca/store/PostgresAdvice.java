package org.kmsjca.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/** What could be safer about the connection to a database and the role's rights there. */
final class PostgresAdvice {
    private static final String VERIFY_FULL = "verify-full";

    /** What the driver takes instead of its own check of the server's certificate or name. */
    private static final List<String> CHECKS_REPLACED =
            List.of("sslfactory", "sslhostnameverifier");

    private final PostgresAddress address;

    PostgresAdvice(PostgresAddress address) {
        this.address = address;
    }

    List<String> of(StoreConnection connection) throws SQLException {
        List<String> advice = new ArrayList<>();
        @Nullable Properties url = Driver.parseURL(address.url(), new Properties());
        String mode = url == null ? null : url.getProperty("sslmode");
        if (!VERIFY_FULL.equals(mode)) {
            advice.add(
                    "sslmode is %s: the server's certificate and name are not checked; add sslmode=verify-full to store"
                            .formatted(mode == null ? "not set" : mode));
        }
        for (String each : CHECKS_REPLACED) {
            if (url != null && url.containsKey(each)) {
                advice.add(
                        "%s is set: a class of its own decides which server is trusted, whatever sslmode says; remove it from store"
                                .formatted(each));
            }
        }
        PreparedStatement rights = connection.prepare(PostgresSql.RIGHTS);
        rights.setString(1, address.schema());
        try (ResultSet row = rights.executeQuery()) {
            row.next();
            if (row.getBoolean(1)) {
                advice.add("the role is a superuser, who can do everything with the database");
            } else if (row.getBoolean(2)) {
                advice.add(
                        "the role owns the tables and could drop them; use another one that has SELECT, INSERT, UPDATE"
                                + " and DELETE");
            }
            if (row.getBoolean(3)) {
                advice.add(
                        "fsync is off: what was acknowledged is lost when the server loses power");
            }
        }
        PreparedStatement creators = connection.prepare(PostgresSql.CREATORS);
        creators.setString(1, address.schema());
        try (ResultSet row = creators.executeQuery()) {
            while (row.next()) {
                advice.add(
                        "others than its owner may create in the schema %1$s (%2$s), which nothing needs: REVOKE CREATE ON SCHEMA %1$s FROM %2$s"
                                .formatted(row.getString(1), row.getString(2)));
            }
        }
        return advice;
    }
}
