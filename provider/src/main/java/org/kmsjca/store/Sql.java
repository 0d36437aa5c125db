package org.kmsjca.store;

/** The SQL that SQLite and PostgreSQL both understand. */
final class Sql {
    static final int SCHEMA_VERSION = 2;

    static final String STORE_ID = "SELECT store_id FROM store_info WHERE id = 1";
    static final String INFO =
            "SELECT store_id, format, revision, row_count, audit_sequence, audit_mac,"
                    + " root_backup, last_time, leap_time, tpm_counter, mac FROM store_info";
    static final String INSERT_INFO =
            "INSERT INTO store_info (revision, row_count, audit_sequence, audit_mac, root_backup,"
                    + " last_time, leap_time, tpm_counter, mac, store_id, id, format)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, 2)";
    static final String UPDATE_INFO =
            "UPDATE store_info SET revision = ?, row_count = ?, audit_sequence = ?,"
                    + " audit_mac = ?, root_backup = ?, last_time = ?, leap_time = ?, tpm_counter = ?, mac = ?"
                    + " WHERE id = 1 AND revision = ?";
    static final String ROOT_BACKUP = "SELECT root_backup FROM store_info WHERE id = 1";

    static final String CMK_USE =
            "SELECT key_state, primary_version_id, material_expire_time, raw_ciphers FROM cmk"
                    + " WHERE key_id = ?";
    static final String CMK_ALIASES = "SELECT name FROM alias WHERE key_id = ?";

    private static final String AFTER = " WHERE t.revision > ?";
    private static final String OF_CHANGED =
            " JOIN cmk c ON c.key_id = t.key_id WHERE c.revision > ?";

    /** Both formats have these columns. */
    static final String ENVELOPES =
            "SELECT envelope_id, kind, parameters, sealed_root_key FROM root_envelope"
                    + " ORDER BY position";

    static final String ENVELOPE_ROWS =
            "SELECT envelope_id, kind, parameters, sealed_root_key, position, revision, mac"
                    + " FROM root_envelope t";
    static final String CHANGED_ENVELOPES = ENVELOPE_ROWS + AFTER;
    static final String DELETE_ENVELOPES = "DELETE FROM root_envelope";
    static final String INSERT_ENVELOPE =
            "INSERT INTO root_envelope"
                    + " (position, envelope_id, kind, parameters, sealed_root_key, revision, mac)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?)";

    static final String TOMBSTONES = "SELECT kind, id, part FROM tombstone WHERE revision > ?";
    static final String PUT_TOMBSTONE =
            "INSERT INTO tombstone (kind, id, part, revision) VALUES (?, ?, ?, ?)"
                    + " ON CONFLICT (kind, id, part) DO UPDATE SET revision = excluded.revision";

    static final String CMKS =
            "SELECT key_id, creator, creation_date, description, key_state, key_usage, key_spec,"
                    + " origin, protection_level, primary_version_id, deletion_protection,"
                    + " delete_date, material_expire_time, material_fingerprint,"
                    + " rotation_interval_seconds, raw_ciphers, revision, mac FROM cmk t"
                    + AFTER
                    + " ORDER BY revision";
    static final String VERSIONS =
            "SELECT t.key_id, t.version_id, t.creation_date, t.public_key FROM key_version t";
    static final String VERSION_ORDER = " ORDER BY t.key_id, t.position";
    static final String ALIASES = "SELECT t.key_id, t.name FROM alias t";
    static final String CERTIFICATES = "SELECT t.key_id, t.der FROM certificate t";
    static final String TAGS = "SELECT t.key_id, t.tag_key, t.tag_value FROM tag t";
    static final String CHANGED_VERSIONS = VERSIONS + OF_CHANGED + VERSION_ORDER;
    static final String CHANGED_ALIASES = ALIASES + OF_CHANGED;
    static final String CHANGED_CERTIFICATES = CERTIFICATES + OF_CHANGED + VERSION_ORDER;
    static final String CHANGED_TAGS = TAGS + OF_CHANGED;
    static final String TRUSTED_CERTIFICATES =
            "SELECT alias, der, creation_date, revision, mac FROM trusted_certificate t"
                    + AFTER
                    + " ORDER BY revision";

    static final String DELETE_CMK = "DELETE FROM cmk WHERE key_id = ?";
    static final String PUT_CMK =
            "INSERT INTO cmk (key_id, creator, creation_date, description, key_state, key_usage,"
                    + " key_spec, origin, protection_level, primary_version_id,"
                    + " deletion_protection, delete_date, material_expire_time,"
                    + " material_fingerprint, rotation_interval_seconds, raw_ciphers, revision,"
                    + " mac)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
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
                    + " rotation_interval_seconds = excluded.rotation_interval_seconds,"
                    + " raw_ciphers = excluded.raw_ciphers, revision = excluded.revision,"
                    + " mac = excluded.mac";
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

    static final String PARTS_OF_CMK =
            "SELECT version_id FROM key_version WHERE key_id = ?"
                    + " UNION ALL SELECT name FROM alias WHERE key_id = ?"
                    + " UNION ALL SELECT tag_key FROM tag WHERE key_id = ?"
                    + " UNION ALL SELECT key_id FROM certificate WHERE key_id = ?";

    static final String DELETE_ALIASES = "DELETE FROM alias WHERE key_id = ?";
    static final String DELETE_CERTIFICATE_ALIAS =
            "DELETE FROM alias WHERE name = ? AND key_id IS NULL";
    static final String CLAIM_ALIAS =
            "INSERT INTO alias (name, key_id) VALUES (?, ?) ON CONFLICT (name) DO NOTHING";
    static final String CERTIFICATE_ALIASES = "SELECT name FROM alias WHERE key_id IS NULL";
    static final String ALIAS_HOLDER = "SELECT coalesce(key_id, '') FROM alias WHERE name = ?";
    static final String DELETE_TRUSTED_CERTIFICATE =
            "DELETE FROM trusted_certificate WHERE alias = ?";
    static final String INSERT_TRUSTED_CERTIFICATE =
            "INSERT INTO trusted_certificate (alias, der, creation_date, revision, mac)"
                    + " VALUES (?, ?, ?, ?, ?)";

    static final String MATERIAL =
            "SELECT revision, mac, protected FROM key_material"
                    + " WHERE key_id = ? AND version_id = ?";
    static final String MATERIAL_MACS =
            "SELECT key_id, version_id, revision, mac FROM key_material t" + AFTER;
    static final String MATERIALS =
            "SELECT key_id, version_id, revision, mac, protected FROM key_material";
    static final String MATERIAL_VERSIONS = "SELECT version_id FROM key_material WHERE key_id = ?";
    static final String DELETE_MATERIAL = "DELETE FROM key_material WHERE key_id = ?";
    static final String PUT_MATERIAL =
            "INSERT INTO key_material (key_id, version_id, revision, mac, protected)"
                    + " VALUES (?, ?, ?, ?, ?) ON CONFLICT (key_id, version_id)"
                    + " DO UPDATE SET revision = excluded.revision, mac = excluded.mac,"
                    + " protected = excluded.protected";

    private static final String TASK_ROWS =
            "SELECT version_id, key_id, protection_level, place, kind, owner, revision, mac"
                    + " FROM material_task t";
    static final String TASKS = TASK_ROWS + " ORDER BY version_id";
    static final String CHANGED_TASKS = TASK_ROWS + AFTER;
    static final String PUT_TASK =
            "INSERT INTO material_task"
                    + " (version_id, key_id, protection_level, place, kind, owner, revision, mac)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
    static final String FINISH_TASK = "DELETE FROM material_task WHERE version_id = ? AND kind = ?";

    private static final String AUDIT_COLUMNS =
            "SELECT sequence, time, caller, call, key_id, alias, outcome, os_user, host,"
                    + " process_id, caller_name, mac FROM audit";
    static final String AUDIT = AUDIT_COLUMNS + " ORDER BY sequence";
    static final String AUDIT_PART =
            AUDIT_COLUMNS + " WHERE sequence > ? ORDER BY sequence LIMIT ?";
    static final String AUDIT_END =
            "SELECT sequence, mac FROM audit ORDER BY sequence DESC LIMIT 1";
    static final String UPDATE_AUDIT_MAC = "UPDATE audit SET mac = ? WHERE sequence = ?";
    static final String INSERT_AUDIT =
            "INSERT INTO audit (sequence, time, caller, call, key_id, alias, outcome, os_user,"
                    + " host, process_id, caller_name, mac)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private Sql() {}
}
