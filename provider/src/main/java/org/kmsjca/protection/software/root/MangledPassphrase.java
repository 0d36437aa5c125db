package org.kmsjca.protection.software.root;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The passphrase that earlier versions took from an environment variable under the POSIX locale,
 * where the JVM turns each byte beyond ASCII into U+FFFD. Stores and backups were made with it.
 */
final class MangledPassphrase {
    private static final char REPLACEMENT = '\uFFFD';

    private MangledPassphrase() {}

    /** The form of that passphrase; null when it is the passphrase itself. */
    static char @Nullable [] of(char[] passphrase) {
        byte[] bytes = PassphraseBytes.of(passphrase);
        char[] mangled = new char[bytes.length];
        try {
            boolean differs = false;
            for (int i = 0; i < bytes.length; i++) {
                differs |= bytes[i] < 0;
                mangled[i] = bytes[i] < 0 ? REPLACEMENT : (char) bytes[i];
            }
            return differs ? mangled.clone() : null;
        } finally {
            Arrays.fill(bytes, (byte) 0);
            Arrays.fill(mangled, '\0');
        }
    }
}
