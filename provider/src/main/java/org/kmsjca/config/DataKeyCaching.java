package org.kmsjca.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * {@code datakey.cache.*}: how long envelopes share data keys.
 *
 * @param age after which a key is used no more, also to decrypt
 * @param messages that are encrypted under one key at most
 * @param bytes after which the next message gets a new key
 */
public record DataKeyCaching(Duration age, long messages, long bytes) {
    private static final Duration NONE = Duration.ZERO;

    /** Null where there is no age, as is the default: each envelope has its own key then. */
    static @Nullable DataKeyCaching read(Settings settings) {
        Duration age = settings.duration("datakey.cache.age", NONE);
        int messages = settings.count("datakey.cache.messages").orElse(Integer.MAX_VALUE);
        long bytes = settings.size("datakey.cache.bytes", Long.MAX_VALUE);
        if (!age.isZero()) {
            return new DataKeyCaching(age, messages, bytes);
        }
        if (settings.keys().stream().anyMatch(key -> key.startsWith("datakey.cache."))) {
            throw settings.failure(
                    "datakey.cache.messages and datakey.cache.bytes need datakey.cache.age, which"
                            + " turns the cache on",
                    null);
        }
        return null;
    }
}
