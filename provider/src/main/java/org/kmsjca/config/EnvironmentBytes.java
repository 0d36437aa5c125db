package org.kmsjca.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads environment variables as the bytes that the system has. The JVM's own text of them has lost
 * everything beyond ASCII under the POSIX locale.
 */
final class EnvironmentBytes {
    /**
     * The environment of this process at its start, on Linux: {@code NAME=value}, each with a zero
     * behind it.
     */
    private static final Path ENVIRONMENT = Path.of("/proc/self/environ");

    private EnvironmentBytes() {}

    /** The value; null when it is not there, or the system does not tell. */
    static byte @Nullable [] of(String name) {
        byte[] all;
        try {
            all = Files.readAllBytes(ENVIRONMENT);
        } catch (IOException e) {
            return null;
        }
        try {
            return find(all, (name + "=").getBytes(StandardCharsets.US_ASCII));
        } finally {
            Arrays.fill(all, (byte) 0);
        }
    }

    private static byte @Nullable [] find(byte[] all, byte[] prefix) {
        int start = 0;
        while (start < all.length) {
            int end = start;
            while (end < all.length && all[end] != 0) {
                end++;
            }
            int value = start + prefix.length;
            if (value <= end && Arrays.equals(all, start, value, prefix, 0, prefix.length)) {
                return Arrays.copyOfRange(all, value, end);
            }
            start = end + 1;
        }
        return null;
    }
}
