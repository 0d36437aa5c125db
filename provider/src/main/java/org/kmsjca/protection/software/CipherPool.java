package org.kmsjca.protection.software;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.kmsjca.mechanism.CipherMechanism;

/**
 * Idle ciphers of one key. A cipher that was used before keeps its key schedule, which makes it
 * three to five times as fast to start as a new one. A few slots per mechanism, chosen by thread;
 * what finds its slot taken is dropped.
 */
final class CipherPool {
    private static final int SLOTS = 8;

    private final AtomicReferenceArray<@Nullable SoftwareCipher> idle =
            new AtomicReferenceArray<>(SLOTS * CipherMechanism.values().length);
    private volatile boolean closed;

    @Nullable SoftwareCipher take(CipherMechanism mechanism) {
        int slot = slot(mechanism);
        return idle.getPlain(slot) == null ? null : idle.getAndSet(slot, null);
    }

    void put(CipherMechanism mechanism, SoftwareCipher cipher) {
        if (!closed) {
            idle.set(slot(mechanism), cipher);
        }
    }

    void close() {
        closed = true;
        for (int i = 0; i < idle.length(); i++) {
            idle.set(i, null);
        }
    }

    @SuppressWarnings("EnumOrdinal") // an index within this process
    private static int slot(CipherMechanism mechanism) {
        return mechanism.ordinal() * SLOTS + (int) (Thread.currentThread().getId() % SLOTS);
    }
}
