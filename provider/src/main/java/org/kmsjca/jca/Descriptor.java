package org.kmsjca.jca;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.kmsjca.KmsException;
import org.kmsjca.config.Configuration;
import org.kmsjca.kms.KmsInstance;

/**
 * A small file that stands for the KMS where a framework insists on a KeyStore file: a fixed first
 * line, then the settings of a configuration file, or none for those of the provider.
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

    /** Whether the stream begins like a descriptor; reads no more than that. */
    static boolean isNext(InputStream stream) throws IOException {
        return Arrays.equals(stream.readNBytes(MAGIC.length), MAGIC);
    }

    /** All bytes of a stream that may be a descriptor. */
    static byte[] readBytes(InputStream stream) throws IOException {
        return stream.readNBytes(LARGEST + 1);
    }

    static Descriptor of(byte[] bytes) throws IOException {
        boolean begins =
                bytes.length >= MAGIC.length
                        && Arrays.equals(Arrays.copyOf(bytes, MAGIC.length), MAGIC);
        if (!begins || bytes.length > LARGEST) {
            throw new IOException(
                    "this is no descriptor of a KMS KeyStore: its first line has to be '"
                            + FIRST_LINE
                            + "'");
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

    /** The KMS that it describes. */
    KmsInstance instance(ProviderContext context) throws IOException {
        if (!hasSettings()) {
            return context.instance();
        }
        try {
            return context.instance(
                    Configuration.read(
                            new ByteArrayInputStream(bytes), "KeyStore descriptor", null));
        } catch (KmsException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private boolean hasSettings() {
        return new String(bytes, StandardCharsets.ISO_8859_1)
                .lines()
                .map(String::strip)
                .anyMatch(line -> !line.isEmpty() && line.charAt(0) != '#');
    }
}
