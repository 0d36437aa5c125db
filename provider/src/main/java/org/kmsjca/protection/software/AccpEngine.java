package org.kmsjca.protection.software;

import java.security.Provider;
import org.jspecify.annotations.Nullable;

/**
 * Finds the Amazon Corretto Crypto Provider, which is used when the application brought it along.
 */
final class AccpEngine {
    private static final String CLASS =
            "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider";

    private AccpEngine() {}

    /** The provider, or null when it is not there or its native library does not load. */
    static @Nullable Provider find() {
        try {
            Class<?> type = Class.forName(CLASS);
            Object provider = type.getField("INSTANCE").get(null);
            Object error = type.getMethod("getLoadingError").invoke(provider);
            return error == null ? (Provider) provider : null;
        } catch (ReflectiveOperationException | LinkageError e) {
            return null;
        }
    }
}
