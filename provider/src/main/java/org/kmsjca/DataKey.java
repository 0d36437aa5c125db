package org.kmsjca;

import java.io.NotSerializableException;
import java.io.ObjectStreamException;
import javax.crypto.SecretKey;
import org.kmsjca.crypto.SecretBytes;

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
    private final transient SecretBytes clear;
    private final transient CiphertextBlob encrypted;

    /** A data key of the bytes, which are copied. */
    public DataKey(String algorithm, byte[] clear, CiphertextBlob encrypted) {
        this.algorithm = algorithm;
        this.clear = new SecretBytes(clear);
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
        byte[] copy = clear.copy();
        if (copy == null) {
            throw new IllegalStateException("the data key was destroyed");
        }
        return copy;
    }

    @Override
    public void destroy() {
        clear.wipe();
    }

    @Override
    public boolean isDestroyed() {
        return clear.isWiped();
    }

    /** Equal algorithm and key, whatever their encrypted forms; in constant time. */
    @Override
    public boolean equals(Object other) {
        return other instanceof DataKey that
                && algorithm.equals(that.algorithm)
                && clear.isEqualTo(that.clear);
    }

    @Override
    public int hashCode() {
        return algorithm.hashCode() * 31 + clear.hash();
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
