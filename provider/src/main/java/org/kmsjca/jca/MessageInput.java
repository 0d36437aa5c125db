package org.kmsjca.jca;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.ProviderException;
import java.security.SignatureException;
import java.util.function.Supplier;
import org.bouncycastle.crypto.Digest;
import org.jspecify.annotations.Nullable;
import org.kmsjca.mechanism.DigestAlgorithm;
import org.kmsjca.mechanism.JdkProviders;

/** Takes in a message and gives what is signed: its digest, or the bytes where there is none. */
final class MessageInput {
    private final @Nullable MessageDigest digest;
    private final @Nullable ByteArrayOutputStream raw;
    private final @Nullable Supplier<Digest> newDigest;
    private @Nullable Digest bouncyDigest;
    private final int limit;
    private boolean empty = true;
    private boolean tooLong;

    private MessageInput(
            @Nullable MessageDigest digest,
            @Nullable ByteArrayOutputStream raw,
            @Nullable Supplier<Digest> newDigest,
            int limit) {
        this.digest = digest;
        this.raw = raw;
        this.newDigest = newDigest;
        this.bouncyDigest = newDigest == null ? null : newDigest.get();
        this.limit = limit;
    }

    /** Input that is hashed by the JDK. */
    static MessageInput hashed(DigestAlgorithm algorithm) {
        try {
            return new MessageInput(
                    MessageDigest.getInstance(algorithm.jcaName(), JdkProviders.sun()),
                    null,
                    null,
                    0);
        } catch (NoSuchAlgorithmException e) {
            throw new ProviderException("the JDK lacks " + algorithm.jcaName(), e);
        }
    }

    /**
     * Input that is hashed by Bouncy Castle.
     *
     * @param newDigest gives a digest that is ready for a message
     */
    static MessageInput hashed(Supplier<Digest> newDigest) {
        return new MessageInput(null, null, newDigest, 0);
    }

    /** Input that is kept, up to a length in bytes. */
    static MessageInput raw(int limit) {
        return new MessageInput(null, new ByteArrayOutputStream(), null, limit);
    }

    boolean isEmpty() {
        return empty;
    }

    void update(byte[] source, int offset, int length) {
        empty &= length == 0;
        if (digest != null) {
            digest.update(source, offset, length);
        } else if (bouncyDigest != null) {
            bouncyDigest.update(source, offset, length);
        } else if (raw != null) {
            tooLong |= raw.size() + (long) length > limit;
            if (!tooLong) {
                raw.write(source, offset, length);
            }
        }
    }

    void update(ByteBuffer source) {
        if (digest != null) {
            empty &= !source.hasRemaining();
            digest.update(source);
            return;
        }
        byte[] copy = new byte[source.remaining()];
        source.get(copy);
        update(copy, 0, copy.length);
    }

    /** What is to be signed; the input starts anew. */
    byte[] finish() throws SignatureException {
        boolean refused = tooLong;
        byte[] result = digest != null ? digest.digest() : rawBytes();
        reset();
        if (refused) {
            throw new SignatureException(
                    "the message is longer than the "
                            + limit
                            + " bytes that are signed without"
                            + " a digest");
        }
        return result;
    }

    private byte[] rawBytes() {
        if (bouncyDigest != null) {
            byte[] value = new byte[bouncyDigest.getDigestSize()];
            bouncyDigest.doFinal(value, 0);
            return value;
        }
        return raw == null ? new byte[0] : raw.toByteArray();
    }

    void reset() {
        empty = true;
        tooLong = false;
        if (digest != null) {
            digest.reset();
        } else if (newDigest != null) {
            bouncyDigest = newDigest.get();
        } else if (raw != null) {
            raw.reset();
        }
    }
}
