package org.kmsjca.store;

/** What the database needs after writes. Used under the store's lock. */
interface Upkeep extends AutoCloseable {
    /**
     * Never throws, because what went before is committed.
     *
     * @param destroying whether bytes are gone for good, which the database must not keep
     */
    void afterWrite(StoreConnection connection, boolean destroying);

    @Override
    void close();
}
