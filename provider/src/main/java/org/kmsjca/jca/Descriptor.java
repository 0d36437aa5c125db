package org.kmsjca.jca;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.kmsjca.KmsException;
import org.kmsjca.config.DescriptorSettings;

/**
 * A small file that stands for the KMS where a framework insists on a KeyStore file: a fixed first
 * line, then settings that choose among what the provider is configured with, or none.
 */
final class Descriptor {
    /** The first line; a comment for everybody who reads properties. */
    static final String FIRST_LINE = "# KMS KeyStore descriptor";

    private static final byte[] MAGIC = FIRST_LINE.getBytes(StandardCharsets.US_ASCII);
    private static final int LARGEST = 64 * 1024;

    private final byte[] bytes;

    private Descriptor(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Looks for the first line at the beginning of the stream; reads no more than that. */
    static boolean isNext(InputStream stream) throws IOException {
        return begins(stream.readNBytes(MAGIC.length + 1));
    }

    private static boolean begins(byte[] bytes) {
        return bytes.length >= MAGIC.length
                && Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)
                && (bytes.length == MAGIC.length
                        || bytes[MAGIC.length] == '\n'
                        || bytes[MAGIC.length] == '\r');
    }

    /** All bytes of a stream that may be a descriptor. */
    static byte[] readBytes(InputStream stream) throws IOException {
        return stream.readNBytes(LARGEST + 1);
    }

    /**
     * The descriptor of these bytes.
     *
     * @throws EOFException when there are none: an empty file shows nothing, rather than all keys
     * @throws IOException when they are something else
     */
    static Descriptor of(byte[] bytes) throws IOException {
        if (bytes.length == 0) {
            throw new EOFException(
                    ("the KeyStore file is empty: a descriptor of a KMS KeyStore begins with"
                                    + " the line '%s'; load(null, password) opens the KMS without a file")
                            .formatted(FIRST_LINE));
        }
        if (begins(bytes) && bytes.length > LARGEST) {
            throw new IOException(
                    "this descriptor of a KMS KeyStore is longer than the "
                            + LARGEST
                            + " bytes that one may have; shorten it");
        }
        if (!begins(bytes)) {
            throw new IOException(
                    "this is no descriptor of a KMS KeyStore: its first line has to be '%s'"
                            .formatted(FIRST_LINE));
        }
        return new Descriptor(bytes);
    }

    /** A descriptor without settings. */
    static Descriptor empty() {
        return new Descriptor((FIRST_LINE + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    /** Exactly what was read. */
    byte[] bytes() {
        return bytes.clone();
    }

    /**
     * The settings behind the first line.
     *
     * @throws IOException when one of them is not allowed in a descriptor
     */
    DescriptorSettings settings() throws IOException {
        try {
            return DescriptorSettings.read(new ByteArrayInputStream(bytes));
        } catch (KmsException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
