/**
 * The metadata store: CMKs and what belongs to them, authenticated, in one SQLite file or in a
 * schema of a PostgreSQL database.
 *
 * <p>{@link org.kmsjca.store.MetadataStore} and what it is made of know rows and MACs. {@code
 * StoreDatabase} has what differs between databases: connections, failures, how changes are
 * noticed, who is alive. SQL that both understand is in {@code Sql}; {@code Sqlite*} and {@code
 * Postgres*} are the two. Writes are serial over all programs: SQLite has one write lock, and in
 * PostgreSQL a write transaction begins with the lock of {@code store_info}, under REPEATABLE READ,
 * so that it decides on the newest state. The tests of both are the same: {@code
 * -Dkms.test.store=postgresql}.
 */
@NullMarked
package org.kmsjca.store;

import org.jspecify.annotations.NullMarked;
