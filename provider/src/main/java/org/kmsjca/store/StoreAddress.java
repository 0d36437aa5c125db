package org.kmsjca.store;

import java.nio.file.Path;

/** Where a store is. */
public sealed interface StoreAddress permits SqliteAddress, PostgresAddress {
    /** Names it for people; no secret is in it. */
    String location();

    /** A file, there or not, beside which this machine keeps what belongs to the store. */
    Path place();
}
