package org.kmsjca.crypto;

import java.security.NoSuchAlgorithmException;
import java.security.ProviderException;
import java.security.SecureRandom;

/**
 * The one source of keys, nonces, IVs and salts: the generator of the JDK's provider SUN, by name.
 * A {@code SecureRandom} of a caller never reaches a secret. Neither does the first one of the
 * provider list, which any program can put there, and which could be the one of this very KMS.
 */
public final class SystemRandom {
    private SystemRandom() {}

    /** Opens the generator. */
    public static SecureRandom source() {
        try {
            return SecureRandom.getInstance("NativePRNG", JdkProviders.sun());
        } catch (NoSuchAlgorithmException notOnThisSystem) {
            try {
                return SecureRandom.getInstance("DRBG", JdkProviders.sun());
            } catch (NoSuchAlgorithmException e) {
                throw new ProviderException("the JDK's provider SUN lacks DRBG", e);
            }
        }
    }

    /** Draws so many bytes. */
    public static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        source().nextBytes(bytes);
        return bytes;
    }
}
