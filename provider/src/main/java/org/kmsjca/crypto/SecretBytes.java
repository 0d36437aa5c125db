package org.kmsjca.crypto;

import java.lang.invoke.VarHandle;
import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A secret that one thread may wipe while others copy it: a copy has all bytes, or is refused; it
 * is never made of what is being wiped. Thread-safe.
 */
public final class SecretBytes {
    private final byte[] clear;
    private volatile boolean wiped;

    /** Takes a copy; the array stays the caller's to wipe. */
    public SecretBytes(byte[] clear) {
        this.clear = clear.clone();
    }

    /** The secret in a fresh array, which the caller wipes; null after {@link #wipe}. */
    public byte @Nullable [] copy() {
        byte[] copy = clear.clone();
        VarHandle.loadLoadFence(); // the bytes were read before the flag is
        if (wiped) {
            Arrays.fill(copy, (byte) 0);
            return null;
        }
        return copy;
    }

    /** Wipes the secret. */
    public void wipe() {
        wiped = true;
        VarHandle.fullFence(); // the flag is seen before the first zero is
        Arrays.fill(clear, (byte) 0);
    }

    /** Whether it was wiped. */
    public boolean isWiped() {
        return wiped;
    }

    /** Whether both have the same bytes, in constant time. */
    public boolean isEqualTo(SecretBytes other) {
        return MessageDigest.isEqual(clear, other.clear);
    }

    /** A hash of the bytes, as for {@link Object#hashCode}. */
    public int hash() {
        return Arrays.hashCode(clear);
    }

    /** The number of bytes. */
    public int length() {
        return clear.length;
    }

    /** Tells the length, never the bytes. */
    @Override
    public String toString() {
        return "SecretBytes[" + clear.length + " bytes]";
    }
}
