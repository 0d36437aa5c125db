package org.kmsjca.crypto.streaming;

import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;
import org.kmsjca.crypto.SystemRandom;

/**
 * What a stream begins with: its own length in one byte, the salt of the message's key, and what
 * the nonces of its segments begin with.
 */
@SuppressWarnings("ArrayRecordComponent") // made once and only read
record StreamHeader(byte[] salt, byte[] noncePrefix) {
    /** Of the key that segments are encrypted with: AES-256. */
    static final int KEY_LENGTH = 32;

    static final int PREFIX_LENGTH = 7;
    static final int LENGTH = 1 + KEY_LENGTH + PREFIX_LENGTH;

    static StreamHeader random() {
        return new StreamHeader(SystemRandom.bytes(KEY_LENGTH), SystemRandom.bytes(PREFIX_LENGTH));
    }

    /** Reads a header of {@link #LENGTH} bytes, which may be anything. */
    static StreamHeader parse(byte[] bytes) throws AEADBadTagException {
        if (bytes[0] != LENGTH) {
            throw new AEADBadTagException("the stream's header is damaged");
        }
        return new StreamHeader(
                Arrays.copyOfRange(bytes, 1, 1 + KEY_LENGTH),
                Arrays.copyOfRange(bytes, 1 + KEY_LENGTH, LENGTH));
    }

    byte[] encoded() {
        byte[] bytes = new byte[LENGTH];
        bytes[0] = LENGTH;
        System.arraycopy(salt, 0, bytes, 1, KEY_LENGTH);
        System.arraycopy(noncePrefix, 0, bytes, 1 + KEY_LENGTH, PREFIX_LENGTH);
        return bytes;
    }

    /** The key of this message's segments, by HKDF with SHA-256 (RFC 5869); the caller wipes it. */
    byte[] segmentKey(byte[] key, byte[] associatedData) {
        var hkdf = new HKDFBytesGenerator(SHA256Digest.newInstance());
        hkdf.init(new HKDFParameters(key, salt, associatedData));
        byte[] derived = new byte[KEY_LENGTH];
        hkdf.generateBytes(derived, 0, KEY_LENGTH);
        return derived;
    }
}
