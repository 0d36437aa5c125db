package org.kmsjca.conformance.golden;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import org.kmsjca.EncryptionContext;

/** The files that {@code golden/make.py} wrote, and what it made them of. */
final class Golden {
    static final byte[] AES_KEY = counting(0, 32);
    static final byte[] SM4_KEY = counting(0, 16);
    static final byte[] DATA_KEY = counting(0x40, 32);
    static final byte[] ROOT_KEY = counting(0x20, 32);
    static final String VERSION = "0a1b2c3d-4e5f-4061-8273-8495a6b7c8d9";
    static final String MESSAGE = "golden message";
    static final String PASSPHRASE = "correct horse \u00e9";
    static final EncryptionContext CONTEXT =
            EncryptionContext.of(Map.of("b&c=d", "100 %", "a", "b", "stra\u00dfe", "\u4e2d"));

    private Golden() {}

    static byte[] file(String name) {
        try (InputStream in = Golden.class.getResourceAsStream("/golden/" + name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] counting(int from, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (from + i);
        }
        return bytes;
    }
}
