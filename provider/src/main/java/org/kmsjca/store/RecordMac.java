package org.kmsjca.store;

/** Authenticates what the store keeps, under a key that the store does not know. Thread-safe. */
public interface RecordMac {
    /** A 32-byte message authentication code (HMAC-SHA256) of the message. */
    byte[] mac(byte[] message);

    /** The same for one thread, which computes many. */
    default RecordMac forOneThread() {
        return this;
    }
}
