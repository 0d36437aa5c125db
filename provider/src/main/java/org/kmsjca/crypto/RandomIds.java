package org.kmsjca.crypto;

import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * Random ids of CMKs, versions and the like. {@link UUID#randomUUID} takes the first SecureRandom
 * of the provider list, which a program can make give the id of another CMK.
 */
public final class RandomIds {
    private static final long VERSION_4 = 0x4000L;
    private static final long VERSION_MASK = 0xF000L;
    private static final long VARIANT_2 = 0x8000_0000_0000_0000L;
    private static final long VARIANT_MASK = 0xC000_0000_0000_0000L;

    private RandomIds() {}

    /** Makes a UUID of version 4, RFC 9562 section 5.4, in lower case. */
    public static String next() {
        ByteBuffer bytes = ByteBuffer.wrap(SystemRandom.bytes(2 * Long.BYTES));
        return new UUID(
                        (bytes.getLong() & ~VERSION_MASK) | VERSION_4,
                        (bytes.getLong() & ~VARIANT_MASK) | VARIANT_2)
                .toString();
    }
}
