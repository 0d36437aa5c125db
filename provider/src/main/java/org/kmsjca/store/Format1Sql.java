package org.kmsjca.store;

/** The SQL that reads a store of format 1, once, to convert it. */
final class Format1Sql {
    static final String SCHEMA_RESOURCE = "schema-1.sql";

    static final String INFO =
            "SELECT store_id, revision, mac, audit_sequence, audit_mac, root_backup"
                    + " FROM store_info WHERE id = 1";
    static final String ENTRIES =
            "SELECT kind, id, revision, removed, mac FROM entry ORDER BY revision, removed DESC";
    static final String CMKS =
            "SELECT key_id, creator, creation_date, description, key_state, key_usage, key_spec,"
                    + " origin, protection_level, primary_version_id, deletion_protection,"
                    + " delete_date, material_expire_time, material_fingerprint,"
                    + " rotation_interval_seconds, 1 FROM cmk";
    static final String TRUSTED_CERTIFICATES =
            "SELECT alias, der, creation_date FROM trusted_certificate";
    static final String TASKS =
            "SELECT version_id, key_id, protection_level, place, kind, owner, mac"
                    + " FROM material_task ORDER BY version_id";
    static final String AUDIT_END =
            "SELECT sequence, mac FROM audit ORDER BY sequence DESC LIMIT 1";

    /** The tables, those that refer to others first. */
    static final String[] TABLES = {
        "audit",
        "material_task",
        "key_material",
        "trusted_certificate",
        "alias",
        "tag",
        "certificate",
        "key_version",
        "cmk",
        "entry",
        "root_envelope",
        "store_info"
    };

    static final String[] DROP_INDEXES = {"DROP INDEX entry_revision", "DROP INDEX alias_key_id"};
    static final String RENAME = "ALTER TABLE %s RENAME TO format1_%s";
    static final String DROP = "DROP TABLE format1_%s";

    static final String MATERIALS =
            "SELECT key_id, version_id, protected FROM format1_key_material";
    static final String COPY_AUDIT =
            "INSERT INTO audit (sequence, time, caller, call, key_id, alias, outcome, mac)"
                    + " SELECT sequence, time, caller, call, key_id, alias, outcome, mac"
                    + " FROM format1_audit ORDER BY sequence";

    private Format1Sql() {}
}
