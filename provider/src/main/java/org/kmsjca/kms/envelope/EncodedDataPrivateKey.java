package org.kmsjca.kms.envelope;

import java.io.NotSerializableException;
import java.io.ObjectStreamException;
import org.kmsjca.CiphertextBlob;
import org.kmsjca.DataPrivateKey;
import org.kmsjca.crypto.SecretBytes;

/** A data private key by its encoding. Thread-safe. */
abstract class EncodedDataPrivateKey implements DataPrivateKey {
    private static final long serialVersionUID = 1L;

    private final String algorithm;
    private final transient SecretBytes clear;
    private final transient CiphertextBlob encrypted;

    EncodedDataPrivateKey(String algorithm, byte[] clear, CiphertextBlob encrypted) {
        this.algorithm = algorithm;
        this.clear = new SecretBytes(clear);
        this.encrypted = encrypted;
    }

    @Override
    public final CiphertextBlob encrypted() {
        return encrypted;
    }

    @Override
    public final String getAlgorithm() {
        return algorithm;
    }

    @Override
    public final String getFormat() {
        return "PKCS#8";
    }

    /** PKCS#8; the array is the caller's to wipe. */
    @Override
    public final byte[] getEncoded() {
        byte[] copy = clear.copy();
        if (copy == null) {
            throw destroyedKey();
        }
        return copy;
    }

    final void requireLiving() {
        if (clear.isWiped()) {
            throw destroyedKey();
        }
    }

    static IllegalStateException destroyedKey() {
        return new IllegalStateException("the data private key was destroyed");
    }

    @Override
    public void destroy() {
        clear.wipe();
    }

    @Override
    public final boolean isDestroyed() {
        return clear.isWiped();
    }

    /** Equal keys, whatever their encrypted forms; in constant time. */
    @Override
    public final boolean equals(Object other) {
        return other instanceof EncodedDataPrivateKey that && clear.isEqualTo(that.clear);
    }

    @Override
    public final int hashCode() {
        return clear.hash();
    }

    @Override
    public final String toString() {
        return "DataPrivateKey[" + algorithm + ", " + encrypted + "]";
    }

    @SuppressWarnings({"DoNotCallSuggester", "UnusedMethod"}) // called by serialization
    final Object writeReplace() throws ObjectStreamException {
        throw new NotSerializableException(
                "a data private key is stored in its encrypted form, encrypted()");
    }
}
