package org.kmsjca.protection.software.root;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;

/** The 32-byte key from which everything in a store is protected. Thread-safe until closed. */
public final class RootKey implements AutoCloseable {
    /** Length in bytes, of the root key and of keys derived from it. */
    public static final int LENGTH = 32;

    private final byte[] clear;

    /** Takes a copy; the array stays the caller's to wipe. */
    public RootKey(byte[] clear) {
        if (clear.length != LENGTH) {
            throw new IllegalArgumentException("a root key has " + LENGTH + " bytes");
        }
        this.clear = clear.clone();
    }

    /**
     * A key of its own for a purpose and context, by HKDF-SHA256 (RFC 5869), in a fresh array that
     * the caller wipes.
     */
    public byte[] derive(String purpose, String context) {
        return derive(clear, new byte[0], purpose + "\n" + context);
    }

    static byte[] derive(byte[] secret, byte[] salt, String info) {
        var generator = new HKDFBytesGenerator(new SHA256Digest());
        generator.init(new HKDFParameters(secret, salt, info.getBytes(StandardCharsets.UTF_8)));
        byte[] derived = new byte[LENGTH];
        generator.generateBytes(derived, 0, LENGTH);
        return derived;
    }

    /** The clear key in a fresh array, for a root of trust to protect and to wipe. */
    public byte[] clearCopy() {
        return clear.clone();
    }

    /** Wipes the key. */
    @Override
    public void close() {
        Arrays.fill(clear, (byte) 0);
    }
}
