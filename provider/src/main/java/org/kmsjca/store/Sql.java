package org.kmsjca.store;

/** The SQL of the SQLite store, apart from its schema script. */
final class Sql {
    static final String SCHEMA_RESOURCE = "schema-sqlite.sql";
    static final int APPLICATION_ID = 0x4b4d534a;
    static final int SCHEMA_VERSION = 1;

    static final String APPLICATION_ID_QUERY = "PRAGMA application_id";
    static final String SCHEMA_VERSION_QUERY = "PRAGMA user_version";
    static final String SCHEMA_OBJECTS = "SELECT count(*) FROM sqlite_schema";
    static final String WAL = "PRAGMA journal_mode = WAL";
    static final String CONNECTION_SETTINGS =
            "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON";
    static final String BUSY_TIMEOUT_MILLIS = "PRAGMA busy_timeout = ";
    static final String CHECKPOINT = "PRAGMA wal_checkpoint(TRUNCATE)";
    static final String QUICK_CHECK = "PRAGMA quick_check";
    static final String RANDOM_16_BYTES = "SELECT randomblob(16)";

    static final String BEGIN_READ = "BEGIN";
    static final String BEGIN_WRITE = "BEGIN IMMEDIATE";
    static final String COMMIT = "COMMIT";
    static final String ROLLBACK = "ROLLBACK";

    static final String INFO =
            "SELECT store_id, revision, mac, audit_sequence, audit_mac FROM store_info"
                    + " WHERE id = 1";
    static final String INSERT_INFO =
            "INSERT INTO store_info (id, store_id, revision, audit_sequence, audit_mac, mac)"
                    + " VALUES (1, ?, ?, ?, ?, ?)";
    static final String UPDATE_INFO =
            "UPDATE store_info SET revision = ?, audit_sequence = ?, audit_mac = ?, mac = ?"
                    + " WHERE id = 1";

    static final String ROOT_BACKUP = "SELECT root_backup FROM store_info WHERE id = 1";
    static final String UPDATE_ROOT_BACKUP = "UPDATE store_info SET root_backup = ? WHERE id = 1";

    static final String ENVELOPES =
            "SELECT envelope_id, kind, parameters, sealed_root_key FROM root_envelope"
                    + " ORDER BY position";
    static final String DELETE_ENVELOPES = "DELETE FROM root_envelope";
    static final String INSERT_ENVELOPE =
            "INSERT INTO root_envelope"
                    + " (position, envelope_id, kind, parameters, sealed_root_key)"
                    + " VALUES (?, ?, ?, ?, ?)";

    static final String ENTRIES =
            "SELECT kind, id, revision, removed, mac FROM entry WHERE revision > ?"
                    + " ORDER BY revision, removed DESC, kind, id";
    static final String PUT_ENTRY =
            "INSERT INTO entry (kind, id, revision, removed, mac) VALUES (?, ?, ?, ?, ?)"
                    + " ON CONFLICT (kind, id) DO UPDATE SET revision = excluded.revision,"
                    + " removed = excluded.removed, mac = excluded.mac";

    private static final String CHANGED_CMKS =
            " JOIN entry e ON e.kind = 'cmk' AND e.id = t.key_id WHERE e.revision > ?";

    static final String CMKS =
            "SELECT t.key_id, creator, creation_date, description, key_state, key_usage,"
                    + " key_spec, origin, protection_level, primary_version_id,"
                    + " deletion_protection, delete_date, material_expire_time, material_fingerprint,"
                    + " rotation_interval_seconds FROM cmk t"
                    + CHANGED_CMKS;
    static final String VERSIONS =
            "SELECT t.key_id, version_id, creation_date, public_key FROM key_version t"
                    + CHANGED_CMKS
                    + " ORDER BY t.key_id, t.position";
    static final String ALIASES = "SELECT t.key_id, name FROM alias t" + CHANGED_CMKS;
    static final String CERTIFICATES =
            "SELECT t.key_id, der FROM certificate t"
                    + CHANGED_CMKS
                    + " ORDER BY t.key_id, t.position";
    static final String TAGS = "SELECT t.key_id, tag_key, tag_value FROM tag t" + CHANGED_CMKS;
    static final String TRUSTED_CERTIFICATES =
            "SELECT t.alias, der, creation_date FROM trusted_certificate t"
                    + " JOIN alias a ON a.name = t.alias AND a.key_id IS NULL"
                    + " JOIN entry e ON e.kind = 'certificate' AND e.id = t.alias"
                    + " WHERE e.revision > ?";

    static final String DELETE_CMK = "DELETE FROM cmk WHERE key_id = ?";
    static final String PUT_CMK =
            "INSERT INTO cmk (key_id, creator, creation_date, description, key_state, key_usage,"
                    + " key_spec, origin, protection_level, primary_version_id,"
                    + " deletion_protection, delete_date, material_expire_time, material_fingerprint,"
                    + " rotation_interval_seconds)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                    + " ON CONFLICT (key_id) DO UPDATE SET creator = excluded.creator,"
                    + " creation_date = excluded.creation_date,"
                    + " description = excluded.description, key_state = excluded.key_state,"
                    + " key_usage = excluded.key_usage, key_spec = excluded.key_spec,"
                    + " origin = excluded.origin, protection_level = excluded.protection_level,"
                    + " primary_version_id = excluded.primary_version_id,"
                    + " deletion_protection = excluded.deletion_protection,"
                    + " delete_date = excluded.delete_date,"
                    + " material_expire_time = excluded.material_expire_time,"
                    + " material_fingerprint = excluded.material_fingerprint,"
                    + " rotation_interval_seconds = excluded.rotation_interval_seconds";
    static final String DELETE_VERSIONS = "DELETE FROM key_version WHERE key_id = ?";
    static final String INSERT_VERSION =
            "INSERT INTO key_version (key_id, position, version_id, creation_date, public_key)"
                    + " VALUES (?, ?, ?, ?, ?)";
    static final String DELETE_CERTIFICATES = "DELETE FROM certificate WHERE key_id = ?";
    static final String INSERT_CERTIFICATE =
            "INSERT INTO certificate (key_id, position, der) VALUES (?, ?, ?)";

    static final String DELETE_TAGS = "DELETE FROM tag WHERE key_id = ?";
    static final String INSERT_TAG =
            "INSERT INTO tag (key_id, tag_key, tag_value) VALUES (?, ?, ?)";

    static final String DELETE_ALIASES = "DELETE FROM alias WHERE key_id = ?";
    static final String DELETE_CERTIFICATE_ALIAS =
            "DELETE FROM alias WHERE name = ? AND key_id IS NULL";
    static final String CLAIM_ALIAS =
            "INSERT INTO alias (name, key_id) VALUES (?, ?) ON CONFLICT (name) DO NOTHING";
    static final String ALIAS_HOLDER = "SELECT key_id FROM alias WHERE name = ?";
    static final String INSERT_TRUSTED_CERTIFICATE =
            "INSERT INTO trusted_certificate (alias, der, creation_date) VALUES (?, ?, ?)";

    static final String MATERIAL =
            "SELECT protected FROM key_material WHERE key_id = ? AND version_id = ?";
    static final String DELETE_MATERIAL = "DELETE FROM key_material WHERE key_id = ?";
    static final String PUT_MATERIAL =
            "INSERT INTO key_material (key_id, version_id, protected) VALUES (?, ?, ?)"
                    + " ON CONFLICT (key_id, version_id)"
                    + " DO UPDATE SET protected = excluded.protected";

    static final String TASKS =
            "SELECT version_id, key_id, protection_level, place, kind, owner, mac"
                    + " FROM material_task ORDER BY version_id";
    static final String PUT_TASK =
            "INSERT INTO material_task"
                    + " (version_id, key_id, protection_level, place, kind, owner, mac)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?)";
    static final String FINISH_TASK = "DELETE FROM material_task WHERE version_id = ? AND kind = ?";

    private static final String AUDIT_COLUMNS =
            "SELECT sequence, time, caller, call, key_id, alias, outcome, mac FROM audit";
    static final String AUDIT = AUDIT_COLUMNS + " ORDER BY sequence";
    static final String AUDIT_PART =
            AUDIT_COLUMNS + " WHERE sequence > ? ORDER BY sequence LIMIT ?";
    static final String INSERT_AUDIT =
            "INSERT INTO audit (sequence, time, caller, call, key_id, alias, outcome, mac)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)";

    static final String STRAYS =
            "SELECT 'CMK ' || key_id FROM cmk t WHERE NOT EXISTS (SELECT 1 FROM entry e"
                    + " WHERE e.kind = 'cmk' AND e.id = t.key_id AND e.removed = 0)"
                    + " UNION ALL SELECT 'alias ' || name FROM alias t WHERE key_id IS NULL"
                    + " AND NOT EXISTS (SELECT 1 FROM entry e WHERE e.kind = 'certificate'"
                    + " AND e.id = t.name AND e.removed = 0)";

    private Sql() {}
}
