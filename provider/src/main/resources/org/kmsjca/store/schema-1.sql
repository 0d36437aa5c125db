-- Schema 1. application_id is 'KMSJ'. Times are seconds since 1970-01-01T00:00:00Z.
PRAGMA application_id = 0x4b4d534a;
PRAGMA user_version = 1;

-- mac covers store_id, revision, the accumulated entries, and the last record of the audit.
-- root_backup is when the root key was last backed up, a reminder that is not authenticated.
CREATE TABLE store_info (
    id             INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    store_id       TEXT    NOT NULL,
    revision       INTEGER NOT NULL,
    audit_sequence INTEGER NOT NULL,
    audit_mac      BLOB    NOT NULL,
    mac            BLOB    NOT NULL,
    root_backup    INTEGER
) STRICT;

-- The root key under each root of trust; each row is authenticated by its own sealing.
CREATE TABLE root_envelope (
    position        INTEGER NOT NULL PRIMARY KEY,
    envelope_id     TEXT    NOT NULL UNIQUE,
    kind            TEXT    NOT NULL,
    parameters      TEXT    NOT NULL,
    sealed_root_key BLOB    NOT NULL
) STRICT;

-- One row per CMK and per trusted certificate that is or ever was: its last change, and the mac
-- over all of its columns in the tables below. Removed ones stay as tombstones.
CREATE TABLE entry (
    kind     TEXT    NOT NULL CHECK (kind IN ('cmk', 'certificate')),
    id       TEXT    NOT NULL,
    revision INTEGER NOT NULL,
    removed  INTEGER NOT NULL CHECK (removed IN (0, 1)),
    mac      BLOB    NOT NULL,
    PRIMARY KEY (kind, id)
) STRICT;
CREATE INDEX entry_revision ON entry (revision);

CREATE TABLE cmk (
    key_id                    TEXT    NOT NULL PRIMARY KEY,
    creator                   TEXT    NOT NULL,
    creation_date             INTEGER NOT NULL,
    description               TEXT    NOT NULL,
    key_state                 TEXT    NOT NULL,
    key_usage                 TEXT    NOT NULL,
    key_spec                  TEXT    NOT NULL,
    origin                    TEXT    NOT NULL,
    protection_level          TEXT    NOT NULL,
    primary_version_id        TEXT    NOT NULL,
    deletion_protection       TEXT,
    delete_date               INTEGER,
    material_expire_time      INTEGER,
    material_fingerprint      TEXT,
    rotation_interval_seconds INTEGER NOT NULL
) STRICT;

CREATE TABLE key_version (
    key_id        TEXT    NOT NULL REFERENCES cmk ON DELETE CASCADE,
    position      INTEGER NOT NULL,
    version_id    TEXT    NOT NULL,
    creation_date INTEGER NOT NULL,
    public_key    BLOB,
    PRIMARY KEY (key_id, position),
    UNIQUE (key_id, version_id)
) STRICT;

CREATE TABLE certificate (
    key_id   TEXT    NOT NULL REFERENCES cmk ON DELETE CASCADE,
    position INTEGER NOT NULL,
    der      BLOB    NOT NULL,
    PRIMARY KEY (key_id, position)
) STRICT;

CREATE TABLE tag (
    key_id    TEXT NOT NULL REFERENCES cmk ON DELETE CASCADE,
    tag_key   TEXT NOT NULL,
    tag_value TEXT NOT NULL,
    PRIMARY KEY (key_id, tag_key)
) STRICT;

-- Every alias there is, so that none is taken twice; without key_id it names a trusted certificate.
CREATE TABLE alias (
    name   TEXT NOT NULL PRIMARY KEY,
    key_id TEXT REFERENCES cmk ON DELETE CASCADE
) STRICT;
CREATE INDEX alias_key_id ON alias (key_id);

CREATE TABLE trusted_certificate (
    alias         TEXT    NOT NULL PRIMARY KEY REFERENCES alias ON DELETE CASCADE,
    der           BLOB    NOT NULL,
    creation_date INTEGER NOT NULL
) STRICT;

-- Protected by its protection module, which also authenticates it.
CREATE TABLE key_material (
    key_id     TEXT NOT NULL REFERENCES cmk ON DELETE CASCADE,
    version_id TEXT NOT NULL,
    protected  BLOB NOT NULL,
    PRIMARY KEY (key_id, version_id)
) STRICT;

-- Material outside of the store that is being made (CREATE) or is to be destroyed (DESTROY).
CREATE TABLE material_task (
    version_id       TEXT NOT NULL PRIMARY KEY,
    key_id           TEXT NOT NULL,
    protection_level TEXT NOT NULL,
    place            TEXT NOT NULL,
    kind             TEXT NOT NULL CHECK (kind IN ('CREATE', 'DESTROY')),
    owner            TEXT NOT NULL,
    mac              BLOB NOT NULL
) STRICT;

-- What was asked of this KMS, oldest first, time in milliseconds. A record's mac covers all of it
-- and the mac of the record before it.
CREATE TABLE audit (
    sequence INTEGER NOT NULL PRIMARY KEY,
    time     INTEGER NOT NULL,
    caller   TEXT    NOT NULL,
    call     TEXT    NOT NULL,
    key_id   TEXT,
    alias    TEXT,
    outcome  TEXT    NOT NULL,
    mac      BLOB    NOT NULL
) STRICT;
