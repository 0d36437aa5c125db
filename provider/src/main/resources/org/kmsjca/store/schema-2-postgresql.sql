-- Schema 2 for PostgreSQL, as schema-2.sql is for SQLite. Times are seconds since 1970-01-01T00:00:00Z. Every store is
-- compared with this script when it is opened: no table or column may be missing, added or of another type.

-- application is 'KMSJ'.
CREATE TABLE kms_schema (
    application BIGINT  NOT NULL,
    version     BIGINT  NOT NULL
);
INSERT INTO kms_schema VALUES (1263358794, 2);

-- mac covers all other columns and the root of the hash tree over the rows of the five tables that
-- have a column mac: cmk, trusted_certificate, key_material, material_task, root_envelope.
-- row_count is how many those are. root_backup is when the root key was last backed up.
-- last_time is the newest time that was believed, leap_time when a clock was first seen that is not.
-- tpm_counter is what the counter of a TPM must not be beyond.
CREATE TABLE store_info (
    id             BIGINT  NOT NULL PRIMARY KEY CHECK (id = 1),
    store_id       TEXT    NOT NULL,
    format         BIGINT  NOT NULL CHECK (format = 2),
    revision       BIGINT  NOT NULL,
    row_count      BIGINT  NOT NULL,
    audit_sequence BIGINT  NOT NULL,
    audit_mac      BYTEA   NOT NULL,
    root_backup    BIGINT,
    last_time      BIGINT,
    leap_time      BIGINT,
    tpm_counter    BIGINT,
    mac            BYTEA   NOT NULL
);

-- The root key under each root of trust.
CREATE TABLE root_envelope (
    position        BIGINT  NOT NULL PRIMARY KEY,
    envelope_id     TEXT    NOT NULL UNIQUE,
    revision        BIGINT  NOT NULL,
    mac             BYTEA   NOT NULL,
    kind            TEXT    NOT NULL,
    parameters      TEXT    NOT NULL,
    sealed_root_key BYTEA   NOT NULL
);
CREATE INDEX root_envelope_revision ON root_envelope (revision);

-- mac covers the row and what belongs to the CMK in key_version, certificate, tag and alias.
CREATE TABLE cmk (
    key_id                    TEXT    NOT NULL PRIMARY KEY,
    revision                  BIGINT  NOT NULL,
    mac                       BYTEA   NOT NULL,
    creator                   TEXT    NOT NULL,
    creation_date             BIGINT  NOT NULL,
    description               TEXT    NOT NULL,
    key_state                 TEXT    NOT NULL,
    key_usage                 TEXT    NOT NULL,
    key_spec                  TEXT    NOT NULL,
    origin                    TEXT    NOT NULL,
    protection_level          TEXT    NOT NULL,
    raw_ciphers               BIGINT  NOT NULL DEFAULT 1 CHECK (raw_ciphers IN (0, 1)),
    primary_version_id        TEXT    NOT NULL,
    deletion_protection       TEXT,
    delete_date               BIGINT,
    material_expire_time      BIGINT,
    material_fingerprint      TEXT,
    rotation_interval_seconds BIGINT  NOT NULL
);
CREATE INDEX cmk_revision ON cmk (revision);

CREATE TABLE key_version (
    key_id        TEXT    NOT NULL REFERENCES cmk ON DELETE CASCADE,
    position      BIGINT  NOT NULL,
    version_id    TEXT    NOT NULL,
    creation_date BIGINT  NOT NULL,
    public_key    BYTEA,
    PRIMARY KEY (key_id, position),
    UNIQUE (key_id, version_id)
);

CREATE TABLE certificate (
    key_id   TEXT    NOT NULL REFERENCES cmk ON DELETE CASCADE,
    position BIGINT  NOT NULL,
    der      BYTEA   NOT NULL,
    PRIMARY KEY (key_id, position)
);

CREATE TABLE tag (
    key_id    TEXT NOT NULL REFERENCES cmk ON DELETE CASCADE,
    tag_key   TEXT NOT NULL,
    tag_value TEXT NOT NULL,
    PRIMARY KEY (key_id, tag_key)
);

-- Every alias there is, so that none is taken twice; without key_id it names a trusted certificate.
CREATE TABLE alias (
    name   TEXT NOT NULL PRIMARY KEY,
    key_id TEXT REFERENCES cmk ON DELETE CASCADE
);
CREATE INDEX alias_key_id ON alias (key_id);

CREATE TABLE trusted_certificate (
    alias         TEXT    NOT NULL PRIMARY KEY REFERENCES alias ON DELETE CASCADE,
    revision      BIGINT  NOT NULL,
    mac           BYTEA   NOT NULL,
    der           BYTEA   NOT NULL,
    creation_date BIGINT  NOT NULL
);
CREATE INDEX trusted_certificate_revision ON trusted_certificate (revision);

-- Encrypted by its protection module. Not read when the store is opened, but for its mac.
CREATE TABLE key_material (
    key_id     TEXT    NOT NULL REFERENCES cmk ON DELETE CASCADE,
    version_id TEXT    NOT NULL,
    revision   BIGINT  NOT NULL,
    mac        BYTEA   NOT NULL,
    protected  BYTEA   NOT NULL,
    PRIMARY KEY (key_id, version_id)
);
CREATE INDEX key_material_revision ON key_material (revision);

-- Material outside of the store that is being made (CREATE) or is to be destroyed (DESTROY).
CREATE TABLE material_task (
    version_id       TEXT    NOT NULL PRIMARY KEY,
    revision         BIGINT  NOT NULL,
    mac              BYTEA   NOT NULL,
    key_id           TEXT    NOT NULL,
    protection_level TEXT    NOT NULL,
    place            TEXT    NOT NULL,
    kind             TEXT    NOT NULL CHECK (kind IN ('CREATE', 'DESTROY')),
    owner            TEXT    NOT NULL
);
CREATE INDEX material_task_revision ON material_task (revision);

-- What was removed and when: a hint for programs that follow the store, not authenticated. They
-- believe the root of the hash tree only.
CREATE TABLE tombstone (
    kind     TEXT    NOT NULL,
    id       TEXT    NOT NULL,
    part     TEXT    NOT NULL,
    revision BIGINT  NOT NULL,
    PRIMARY KEY (kind, id, part)
);
CREATE INDEX tombstone_revision ON tombstone (revision);

-- What was asked of this KMS, oldest first, time in milliseconds. A record's mac covers all of it
-- and the mac of the record before it. Records without os_user are of format 1.
CREATE TABLE audit (
    sequence    BIGINT  NOT NULL PRIMARY KEY,
    time        BIGINT  NOT NULL,
    caller      TEXT    NOT NULL,
    call        TEXT    NOT NULL,
    key_id      TEXT,
    alias       TEXT,
    outcome     TEXT    NOT NULL,
    os_user     TEXT,
    host        TEXT,
    process_id  BIGINT,
    caller_name TEXT,
    mac         BYTEA   NOT NULL
);
