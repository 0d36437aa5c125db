package org.kmsjca.conformance.jca;

import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Random;

/** One operation with random input, done by the KMS and by a peer; it fails when they differ. */
interface RandomOperation {
    void run(Random random) throws GeneralSecurityException;

    /** Mostly short, now and then long enough for every way of chunking. */
    static byte[] message(Random random) {
        int bound =
                switch (random.nextInt(10)) {
                    case 0 -> 20_000;
                    case 1, 2 -> 2000;
                    default -> 100;
                };
        return bytes(random, random.nextInt(bound));
    }

    static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    static <T> T one(Random random, List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    /** A copy with one bit changed. */
    static byte[] changed(Random random, byte[] bytes) {
        byte[] changed = bytes.clone();
        changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
        return changed;
    }
}
