package org.kmsjca.store;

/** The SQL that only PostgreSQL understands, apart from the schema script. */
final class PostgresSql {
    static final String SCHEMA_RESOURCE = "schema-2-postgresql.sql";
    static final long APPLICATION = 0x4b4d534a;

    /** Microseconds since 1970; EXTRACT is of pg_catalog by its grammar. */
    private static final String MICROS =
            "(extract(epoch FROM pg_catalog.clock_timestamp()) OPERATOR(pg_catalog.*)"
                    + " 1000000)::bigint";

    private static final String SYNCHRONOUS_COMMIT =
            "pg_catalog.current_setting('synchronous_commit')";

    /**
     * What a connection is asked and told before anything else. Whatever the search path is until
     * then, nothing here is found by it.
     */
    static final String START =
            "SELECT pg_catalog.pg_is_in_recovery(),"
                    + " pg_catalog.current_setting('server_version_num')::int,"
                    + " pg_catalog.current_setting('server_version'), "
                    + MICROS
                    + ", pg_catalog.set_config('search_path', ?, false),"
                    + " pg_catalog.set_config('lock_timeout', '10s', false),"
                    + " pg_catalog.set_config('statement_timeout', '25s', false),"
                    + " pg_catalog.set_config('idle_in_transaction_session_timeout', '15s', false),"
                    + " pg_catalog.set_config('synchronous_commit', CASE WHEN "
                    + SYNCHRONOUS_COMMIT
                    + " OPERATOR(pg_catalog.=) ANY (ARRAY['off', 'local']) THEN 'on' ELSE "
                    + SYNCHRONOUS_COMMIT
                    + " END, false)";

    static final String TIME_AND_REVISION =
            "SELECT " + MICROS + ", revision, audit_mac FROM store_info";

    /** The time takes the snapshot, too; nothing that is read later is older. */
    static final String BEGIN_READ =
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT " + MICROS;

    static final String BEGIN_WRITE = "BEGIN ISOLATION LEVEL REPEATABLE READ";

    /**
     * The lock comes first, as it takes no snapshot: what is read then is the newest, and nobody
     * changes it until COMMIT.
     */
    static final String LOCK = "LOCK TABLE store_info IN EXCLUSIVE MODE; SELECT " + MICROS;

    static final String COMMIT = "COMMIT";
    static final String ROLLBACK = "ROLLBACK";

    static final String REVISION_AND_MAC = "SELECT revision, mac FROM store_info";

    /** For a transaction that copies: the client is busy with files meanwhile. */
    static final String LONG_TRANSACTION =
            "SET LOCAL idle_in_transaction_session_timeout = '10min'";

    /** Told to all at COMMIT; the transaction's id is for the case that its answer is lost. */
    static final String ANNOUNCE =
            "SELECT pg_current_xact_id()::text, revision, mac, audit_sequence, audit_mac,"
                    + " pg_notify(?, revision::text) FROM store_info";

    static final String OUTCOME = "SELECT pg_xact_status(?::xid8)";

    static final String IS_IN_STORE =
            "SELECT count(*) FROM store_info WHERE (revision > ? OR (revision = ? AND mac = ?))"
                    + " AND (? = 0 OR EXISTS (SELECT 1 FROM audit WHERE sequence = ? AND mac = ?))";

    static final String SCHEMA_EXISTS =
            "SELECT count(*) FROM pg_catalog.pg_namespace WHERE nspname = ?";
    static final String TABLE_COUNT =
            "SELECT count(*) FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid ="
                    + " c.relnamespace WHERE n.nspname = ? AND c.relkind IN ('r', 'p', 'v', 'm', 'f')";
    static final String SCHEMA_VERSION = "SELECT application, version FROM kms_schema";
    static final String ENCODING = "SELECT current_setting('server_encoding')";
    static final String CREATION_LOCK = "SELECT pg_advisory_lock(?)";
    static final String CREATION_UNLOCK = "SELECT pg_advisory_unlock(?)";
    static final String RANDOM_ID = "SELECT gen_random_uuid()::text";

    /** The columns of all tables of the schema. */
    static final String COLUMNS =
            "SELECT c.relname, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod),"
                    + " a.attnotnull FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON"
                    + " c.oid = a.attrelid JOIN pg_catalog.pg_namespace n ON n.oid ="
                    + " c.relnamespace WHERE n.nspname = ? AND c.relkind = 'r' AND a.attnum > 0 AND"
                    + " NOT a.attisdropped";

    /** What would do something beside the statements that the KMS sends, or hide rows from it. */
    static final String FOREIGN_OBJECTS =
            "SELECT CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'view' WHEN 'f' THEN"
                    + " 'foreign table' ELSE 'partitioned table' END, c.relname FROM"
                    + " pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid ="
                    + " c.relnamespace WHERE n.nspname = ? AND c.relkind IN ('v', 'm', 'f', 'p')"
                    + " UNION ALL SELECT 'trigger', t.tgname FROM pg_catalog.pg_trigger t JOIN"
                    + " pg_catalog.pg_class c ON c.oid = t.tgrelid JOIN pg_catalog.pg_namespace n"
                    + " ON n.oid = c.relnamespace WHERE n.nspname = ? AND NOT t.tgisinternal UNION"
                    + " ALL SELECT 'rule', r.rulename FROM pg_catalog.pg_rewrite r JOIN"
                    + " pg_catalog.pg_class c ON c.oid = r.ev_class JOIN pg_catalog.pg_namespace n"
                    + " ON n.oid = c.relnamespace WHERE n.nspname = ? AND c.relkind = 'r' UNION ALL"
                    + " SELECT 'row security of', c.relname FROM pg_catalog.pg_class c JOIN"
                    + " pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = ? AND"
                    + " c.relrowsecurity UNION ALL SELECT 'table that inherits', c.relname FROM"
                    + " pg_catalog.pg_inherits i JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid"
                    + " JOIN pg_catalog.pg_class p ON p.oid = i.inhparent JOIN"
                    + " pg_catalog.pg_namespace n ON n.oid IN (c.relnamespace, p.relnamespace)"
                    + " WHERE n.nspname = ? AND c.relkind IN ('r', 'f') UNION ALL SELECT"
                    + " 'unlogged table', c.relname FROM pg_catalog.pg_class c JOIN"
                    + " pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = ? AND"
                    + " c.relkind = 'r' AND c.relpersistence <> 'p'";

    /** The names of the schema's indexes, those of constraints among them. */
    static final String INDEXES =
            "SELECT i.relname FROM pg_catalog.pg_index x JOIN pg_catalog.pg_class i ON i.oid ="
                    + " x.indexrelid JOIN pg_catalog.pg_namespace n ON n.oid = i.relnamespace WHERE"
                    + " n.nspname = ? AND x.indisvalid";

    static final String VACUUM_MATERIAL = "VACUUM key_material";
    static final String VACUUM_ENVELOPES = "VACUUM root_envelope";

    /**
     * Whether the role is a superuser, owns the schema's tables, and whether commits may be lost.
     */
    static final String RIGHTS =
            "SELECT (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user),"
                    + " (SELECT pg_has_role(c.relowner, 'USAGE') FROM pg_catalog.pg_class c JOIN"
                    + " pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = ? AND"
                    + " c.relname = 'store_info'), current_setting('fsync') = 'off'";

    /** The schemas in which others than their owners may create anything, and who. */
    static final String CREATORS =
            "SELECT n.nspname, string_agg(DISTINCT coalesce(r.rolname, 'PUBLIC'), ', ') FROM"
                    + " pg_catalog.pg_namespace n CROSS JOIN LATERAL aclexplode(n.nspacl) a LEFT"
                    + " JOIN pg_catalog.pg_roles r ON r.oid = a.grantee WHERE n.nspname IN"
                    + " ('public', ?) AND a.privilege_type = 'CREATE' AND a.grantee <> n.nspowner"
                    + " AND r.rolsuper IS NOT TRUE GROUP BY n.nspname ORDER BY 1";

    static final String PROGRAMS =
            "SELECT DISTINCT application_name FROM pg_catalog.pg_stat_activity WHERE datname ="
                    + " current_database() AND application_name LIKE ? ORDER BY 1";

    static final String OWNER_LOCK = "SELECT pg_advisory_lock(?)";
    static final String OWNER_LOCKED =
            "SELECT count(*) FROM pg_catalog.pg_locks WHERE locktype = 'advisory' AND granted AND"
                    + " objsubid = 1 AND database = (SELECT oid FROM pg_catalog.pg_database WHERE"
                    + " datname = current_database()) AND ((classid::bigint << 32) |"
                    + " objid::bigint) = ?";

    private PostgresSql() {}
}
