package org.kmsjca.kms.engine;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.crypto.JdkProviders;
import org.kmsjca.crypto.SystemRandom;
import org.kmsjca.protection.software.root.PassphraseBytes;

/**
 * Tells the password that opened a KMS from others, while it is open: a salted digest in memory,
 * beside the root key that the password protects.
 */
final class PasswordVerifier {
    private final byte[] salt = new byte[16];
    private final byte[] digest;

    PasswordVerifier(char[] password) {
        SystemRandom.source().nextBytes(salt);
        this.digest = digest(password);
    }

    /**
     * Checks a password.
     *
     * @throws KmsException with Forbidden.NoPermission when it is another one
     */
    void check(char[] password) {
        if (!MessageDigest.isEqual(digest, digest(password))) {
            throw new KmsException(
                    KmsErrorCode.NO_PERMISSION,
                    "the passphrase is not the one that the KMS was opened with");
        }
    }

    private byte[] digest(char[] password) {
        byte[] encoded = PassphraseBytes.of(password);
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256", JdkProviders.sun());
            sha256.update(salt);
            return sha256.digest(encoded);
        } catch (NoSuchAlgorithmException e) {
            throw new KmsException(KmsErrorCode.INTERNAL_FAILURE, "the JDK lacks SHA-256", e);
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
    }
}
