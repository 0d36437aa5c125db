package org.kmsjca.store;

/**
 * What the table {@code entry} says of a CMK or a trusted certificate.
 *
 * @param revision the store's revision at its last change
 * @param removed whether it is a tombstone
 * @param mac over everything that is kept of it
 */
@SuppressWarnings("ArrayRecordComponent") // never changed, never compared as part of the record
record Entry(Key key, long revision, boolean removed, byte[] mac) {

    /** What it is the entry of. */
    record Key(Kind kind, String id) {
        @Override
        public String toString() {
            return kind + " " + id;
        }
    }

    enum Kind {
        CMK("cmk", "CMK"),
        CERTIFICATE("certificate", "trusted certificate");

        private final String column;
        private final String words;

        Kind(String column, String words) {
            this.column = column;
            this.words = words;
        }

        static Kind of(String column) {
            return column.equals(CMK.column) ? CMK : CERTIFICATE;
        }

        String column() {
            return column;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    static Key cmk(String keyId) {
        return new Key(Kind.CMK, keyId);
    }

    static Key certificate(String alias) {
        return new Key(Kind.CERTIFICATE, alias);
    }
}
