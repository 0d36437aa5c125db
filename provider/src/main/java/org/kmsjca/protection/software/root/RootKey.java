package org.kmsjca.protection.software.root;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.crypto.SecretBytes;

/** The 32-byte key from which everything in a store is protected. Thread-safe. */
public final class RootKey implements AutoCloseable {
    /** Length in bytes, of the root key and of keys derived from it. */
    public static final int LENGTH = 32;

    private final SecretBytes clear;

    /** Takes a copy; the array stays the caller's to wipe. */
    public RootKey(byte[] clear) {
        if (clear.length != LENGTH) {
            throw new IllegalArgumentException("a root key has " + LENGTH + " bytes");
        }
        this.clear = new SecretBytes(clear);
    }

    /**
     * A key of its own for a purpose and context, by HKDF-SHA256 (RFC 5869), in a fresh array that
     * the caller wipes.
     *
     * @throws KmsException with Unavailable after {@link #close}
     */
    public byte[] derive(String purpose, String context) {
        byte[] copy = clearCopy();
        try {
            return derive(copy, new byte[0], purpose + "\n" + context);
        } finally {
            Arrays.fill(copy, (byte) 0);
        }
    }

    static byte[] derive(byte[] secret, byte[] salt, String info) {
        var generator = new HKDFBytesGenerator(new SHA256Digest());
        generator.init(new HKDFParameters(secret, salt, info.getBytes(StandardCharsets.UTF_8)));
        byte[] derived = new byte[LENGTH];
        generator.generateBytes(derived, 0, LENGTH);
        return derived;
    }

    /**
     * The clear key in a fresh array, for a root of trust to protect and to wipe.
     *
     * @throws KmsException with Unavailable after {@link #close}
     */
    public byte[] clearCopy() {
        byte[] copy = clear.copy();
        if (copy == null) {
            throw new KmsException(
                    KmsErrorCode.UNAVAILABLE, "the KMS was closed during the call; call again");
        }
        return copy;
    }

    /** Wipes the key. */
    @Override
    public void close() {
        clear.wipe();
    }
}
