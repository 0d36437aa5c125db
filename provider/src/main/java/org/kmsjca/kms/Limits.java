package org.kmsjca.kms;

/** The numbers of the KMS that its documents change from year to year, each in this one place. */
public final class Limits {
    /** Shortest waiting period of ScheduleKeyDeletion, in days. */
    public static final int MINIMUM_PENDING_WINDOW_DAYS = 7;

    /** Longest waiting period of ScheduleKeyDeletion, in days. */
    public static final int MAXIMUM_PENDING_WINDOW_DAYS = 366;

    /** Waiting period where nobody says one, as when a KeyStore entry is deleted, in days. */
    public static final int DEFAULT_PENDING_WINDOW_DAYS = 30;

    /** Most bytes that Encrypt takes; more goes under a data key. */
    public static final int MAXIMUM_PLAINTEXT_BYTES = 6 * 1024;

    /** Most bytes that GenerateRandom gives. */
    public static final int MAXIMUM_RANDOM_BYTES = 1024;

    /** The bytes that a CiphertextBlob is longer than its plaintext. */
    public static final int BLOB_OVERHEAD = Blob.OVERHEAD;

    /** Shortest interval of automatic rotation, in days. */
    public static final int MINIMUM_ROTATION_DAYS = 7;

    /** Longest interval of automatic rotation, in days. */
    public static final int MAXIMUM_ROTATION_DAYS = 730;

    /** The least age of the newest version when CreateKeyVersion makes another, in days. */
    public static final int MINIMUM_DAYS_OF_A_VERSION = 7;

    /** Most versions of one CMK. */
    public static final int MAXIMUM_VERSIONS = 50;

    /** The life of an import token, in hours. */
    public static final int IMPORT_TOKEN_HOURS = 24;

    /** Most data keys that a cache keeps to encrypt with, and most to decrypt with. */
    public static final int MAXIMUM_CACHED_DATA_KEYS = 1000;

    private Limits() {}
}
