package org.kmsjca.protection.software.root.tpm;

import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.mechanism.JdkProviders;

/**
 * The JDK's own random numbers by name: {@code new SecureRandom()} could be the one of this very
 * TPM, when our provider stands first.
 */
final class JvmRandom {
    private JvmRandom() {}

    static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        source().nextBytes(bytes);
        return bytes;
    }

    static SecureRandom source() {
        try {
            return SecureRandom.getInstance("NativePRNG", JdkProviders.sun());
        } catch (NoSuchAlgorithmException notOnThisSystem) {
            try {
                return SecureRandom.getInstance("DRBG", JdkProviders.sun());
            } catch (NoSuchAlgorithmException e) {
                throw new KmsException(
                        KmsErrorCode.INTERNAL_FAILURE, "the JDK's provider SUN lacks DRBG", e);
            }
        }
    }
}
