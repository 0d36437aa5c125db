package org.kmsjca.store;

import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * Names a row of the authenticated set: its kind, which is its table, and its typed primary key.
 *
 * @param id the CMK's key id, the certificate's alias, the task's version id, the envelope's id
 * @param part the version id of key material, else empty
 */
record LeafKey(Kind kind, String id, String part) {

    /** A table of the authenticated set; the word stands in MACs and never changes. */
    enum Kind {
        CMK("cmk", "CMK"),
        CERTIFICATE("certificate", "trusted certificate"),
        MATERIAL("material", "key material of CMK"),
        TASK("task", "the note of material of version"),
        ENVELOPE("envelope", "root envelope");

        private final String word;
        private final String description;

        Kind(String word, String description) {
            this.word = word;
            this.description = description;
        }

        /** The kind of a word, or null. */
        static @Nullable Kind of(String word) {
            for (Kind kind : values()) {
                if (kind.word.equals(word)) {
                    return kind;
                }
            }
            return null;
        }

        String word() {
            return word;
        }
    }

    static LeafKey cmk(String keyId) {
        return new LeafKey(Kind.CMK, keyId, "");
    }

    static LeafKey certificate(String alias) {
        return new LeafKey(Kind.CERTIFICATE, alias, "");
    }

    static LeafKey material(String keyId, String versionId) {
        return new LeafKey(Kind.MATERIAL, keyId, versionId);
    }

    static LeafKey task(String versionId) {
        return new LeafKey(Kind.TASK, versionId, "");
    }

    static LeafKey envelope(String envelopeId) {
        return new LeafKey(Kind.ENVELOPE, envelopeId, "");
    }

    /** The place in the hash tree: 32 bytes that whoever chooses the id cannot choose. */
    byte[] path(MessageDigest sha256) {
        return sha256.digest(
                new CanonicalEncoding()
                        .text("kms-store/2 path")
                        .text(kind.word())
                        .text(id)
                        .text(part)
                        .toByteArray());
    }

    @Override
    public String toString() {
        String name = kind.description + " " + id;
        return part.isEmpty() ? name : name + ", version " + part;
    }
}
