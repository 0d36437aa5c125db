package org.kmsjca.store;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Bytes of a sequence of values; different sequences of one shape never give the same bytes. */
final class CanonicalEncoding {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    private final DataOutputStream out = new DataOutputStream(bytes);

    CanonicalEncoding text(String value) {
        return bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    CanonicalEncoding bytes(byte[] value) {
        return write(
                () -> {
                    out.writeInt(value.length);
                    out.write(value);
                });
    }

    CanonicalEncoding number(long value) {
        return write(() -> out.writeLong(value));
    }

    CanonicalEncoding flag(boolean value) {
        return write(() -> out.writeBoolean(value));
    }

    byte[] toByteArray() {
        return bytes.toByteArray();
    }

    private CanonicalEncoding write(Writing writing) {
        try {
            writing.run();
        } catch (IOException e) {
            throw new UncheckedIOException("an array refused to be written", e);
        }
        return this;
    }

    private interface Writing {
        void run() throws IOException;
    }
}
