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
import org.kmsjca.SigningAlgorithm;
import org.kmsjca.crypto.JdkProviders;
import org.kmsjca.mechanism.DigestAlgorithm;

/** Takes in a message and gives what is signed: its digest, or the bytes where there is none. */
final class MessageInput {
    private final @Nullable MessageDigest digest;
    private final @Nullable ByteArrayOutputStream raw;
    private final @Nullable Supplier<Digest> newDigest;
    private @Nullable Digest bouncyDigest;
    private final @Nullable SigningAlgorithm ofDigest;
    private final int limit;
    private boolean empty = true;
    private long length;

    private MessageInput(
            @Nullable MessageDigest digest,
            @Nullable ByteArrayOutputStream raw,
            @Nullable Supplier<Digest> newDigest,
            @Nullable SigningAlgorithm ofDigest,
            int limit) {
        this.ofDigest = ofDigest;
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
        return new MessageInput(null, null, newDigest, null, 0);
    }

    /** Input that is kept, up to a length in bytes. */
    static MessageInput raw(int limit) {
        return new MessageInput(null, new ByteArrayOutputStream(), null, null, limit);
    }

    /** Input that is a digest, of its one length. */
    static MessageInput digest(SigningAlgorithm algorithm) {
        int length = SigningAlgorithm.DIGEST_LENGTH;
        return new MessageInput(null, new ByteArrayOutputStream(length), null, algorithm, length);
    }

    boolean isEmpty() {
        return empty;
    }

    void update(byte[] source, int offset, int count) {
        empty &= count == 0;
        if (digest != null) {
            digest.update(source, offset, count);
        } else if (bouncyDigest != null) {
            bouncyDigest.update(source, offset, count);
        } else if (raw != null) {
            length += count;
            if (length <= limit) {
                raw.write(source, offset, count);
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

    /** Gives the bytes to be signed and starts anew. */
    byte[] finish() throws SignatureException {
        long taken = length;
        byte[] result = digest != null ? digest.digest() : rawBytes();
        reset();
        if (ofDigest != null && taken != limit) {
            throw new SignatureException(
                    ("%s takes the digest of a message, %s bytes, not %s, as the KMS does; %s"
                                    + " takes the message")
                            .formatted(ofDigest, limit, taken, ofDigest.hashingAlgorithm()));
        }
        if (taken > limit) {
            throw new SignatureException(
                    "the message is longer than the %s bytes that are signed without a digest"
                            .formatted(limit));
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
        length = 0;
        if (digest != null) {
            digest.reset();
        } else if (newDigest != null) {
            bouncyDigest = newDigest.get();
        } else if (raw != null) {
            raw.reset();
        }
    }
}
