package org.kmsjca;

import java.io.NotSerializableException;
import java.io.ObjectStreamException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.SecretKey;

/**
 * A data key: an ordinary secret key that every provider takes, with its own encrypted form (EDK)
 * beside it. Data are encrypted with the key and stored with the EDK; the CMK makes the one from
 * the other again.
 *
 * <p>Unlike a CMK it is in this process's memory; {@link #destroy} wipes it. Thread-safe.
 */
public final class DataKey implements SecretKey {
    private static final long serialVersionUID = 1L;

    private final String algorithm;
    private final transient byte[] clear;
    private final transient CiphertextBlob encrypted;
    private transient volatile boolean destroyed;

    /** A data key of the bytes, which are copied. */
    public DataKey(String algorithm, byte[] clear, CiphertextBlob encrypted) {
        this.algorithm = algorithm;
        this.clear = clear.clone();
        this.encrypted = encrypted;
    }

    /** The data key under its CMK: what is stored beside the data. */
    public CiphertextBlob encrypted() {
        return encrypted;
    }

    /**
     * The algorithm of the keys of the KeyGenerator that made it. Where no KeyGenerator was asked:
     * {@code AES} for 16, 24 and 32 bytes, and {@code RAW} for other lengths, which no AES key has.
     */
    @Override
    public String getAlgorithm() {
        return algorithm;
    }

    @Override
    public String getFormat() {
        return "RAW";
    }

    /**
     * The key itself; the array is the caller's to wipe.
     *
     * @throws IllegalStateException after {@link #destroy}
     */
    @Override
    public byte[] getEncoded() {
        byte[] copy = clear.clone();
        if (destroyed) {
            Arrays.fill(copy, (byte) 0);
            throw new IllegalStateException("the data key was destroyed");
        }
        return copy;
    }

    @Override
    public void destroy() {
        destroyed = true;
        Arrays.fill(clear, (byte) 0);
    }

    @Override
    public boolean isDestroyed() {
        return destroyed;
    }

    /** Equal algorithm and key, whatever their encrypted forms; in constant time. */
    @Override
    public boolean equals(Object other) {
        return other instanceof DataKey that
                && algorithm.equals(that.algorithm)
                && MessageDigest.isEqual(clear, that.clear);
    }

    @Override
    public int hashCode() {
        return algorithm.hashCode() * 31 + Arrays.hashCode(clear);
    }

    @Override
    public String toString() {
        return "DataKey[" + algorithm + ", " + encrypted + "]";
    }

    @SuppressWarnings("DoNotCallSuggester") // called by serialization
    private Object writeReplace() throws ObjectStreamException {
        throw new NotSerializableException(
                "a data key is stored in its encrypted form, encrypted()");
    }
}
