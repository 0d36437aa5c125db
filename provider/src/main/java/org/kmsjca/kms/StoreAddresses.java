package org.kmsjca.kms;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.kmsjca.config.Configuration;
import org.kmsjca.config.SecretReference;
import org.kmsjca.config.StoreLocation;
import org.kmsjca.store.PostgresAddress;
import org.kmsjca.store.SqliteAddress;
import org.kmsjca.store.StoreAddress;

/** Where the store of a configuration is. */
public final class StoreAddresses {
    private static final String SQLITE = "sqlite:";
    private static final String POSTGRESQL = "jdbc:postgresql:";

    private StoreAddresses() {}

    /** The address of the configuration's store; its password is read when a connection is made. */
    public static StoreAddress of(Configuration configuration) {
        return configuration.isStoreFile()
                ? new SqliteAddress(configuration.databaseFile())
                : database(configuration, configuration.store());
    }

    /**
     * Another address, with the role, password and schema of the configuration.
     *
     * @param location {@code sqlite:PATH} or {@code jdbc:postgresql:...}
     */
    public static StoreAddress of(Configuration configuration, String location) {
        if (location.startsWith(SQLITE) && location.length() > SQLITE.length()) {
            return new SqliteAddress(Path.of(location.substring(SQLITE.length())));
        } else if (!location.startsWith(POSTGRESQL)) {
            throw KmsErrors.invalid(
                    "a store is sqlite:PATH or jdbc:postgresql://HOST/DATABASE; this is neither");
        } else if (StoreLocation.holdsPassword(location)) {
            throw KmsErrors.invalid(
                    "a store must not hold a password; use store.user and store.password");
        }
        return database(configuration, location);
    }

    private static PostgresAddress database(Configuration configuration, String url) {
        @Nullable SecretReference password = configuration.storePassword();
        return new PostgresAddress(
                url,
                configuration.storeUser(),
                password == null ? null : password::resolve,
                configuration.storeSchema(),
                configuration.storeStaleness(),
                configuration.storeOutage(),
                configuration.home().resolve(Configuration.POSTGRESQL));
    }
}
