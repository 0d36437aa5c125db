package org.kmsjca.store;

import java.util.List;

/** The SQL that only SQLite understands, apart from the schema script. */
final class SqliteSql {
    static final String SCHEMA_RESOURCE = "schema-2.sql";
    static final int APPLICATION_ID = 0x4b4d534a;

    static final String APPLICATION_ID_QUERY = "PRAGMA application_id";
    static final String SCHEMA_VERSION_QUERY = "PRAGMA user_version";
    static final String SCHEMA_COUNT = "SELECT count(*) FROM sqlite_schema";
    static final String SCHEMA_OBJECTS = "SELECT type, name, tbl_name, sql FROM sqlite_schema";
    static final String WAL = "PRAGMA journal_mode = WAL";
    // The driver has no way to SQLite's defensive mode; the schema's comparison stands for it.
    static final String CONNECTION_SETTINGS =
            "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;"
                    + " PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON";
    static final String BUSY_TIMEOUT_MILLIS = "PRAGMA busy_timeout = ";
    static final String CHECKPOINT = "PRAGMA wal_checkpoint(PASSIVE)";
    static final String TRUNCATING_CHECKPOINT = "PRAGMA wal_checkpoint(TRUNCATE)";
    static final String INTEGRITY_CHECK = "PRAGMA integrity_check";

    /** Of a table: its pages and, as it is STRICT, the types of its values. */
    static final String CHECK_TABLE = "PRAGMA quick_check(%s)";

    static final List<String> TABLES_OF_THE_SET =
            List.of(
                    "cmk",
                    "key_version",
                    "alias",
                    "certificate",
                    "tag",
                    "trusted_certificate",
                    "key_material",
                    "material_task",
                    "root_envelope");

    static final String RANDOM_16_BYTES = "SELECT randomblob(16)";
    static final String COPY_TO = "VACUUM INTO ?";

    /** The file is one whole, and nobody else has it open, when these are done. */
    static final String EXCLUSIVE = "PRAGMA locking_mode = EXCLUSIVE";

    static final String WITHOUT_LOG = "PRAGMA journal_mode = DELETE";
    static final String BEGIN_EXCLUSIVE = "BEGIN EXCLUSIVE";

    static final String BEGIN_READ = "BEGIN";
    static final String BEGIN_WRITE = "BEGIN IMMEDIATE";
    static final String COMMIT = "COMMIT";
    static final String ROLLBACK = "ROLLBACK";

    private SqliteSql() {}
}
