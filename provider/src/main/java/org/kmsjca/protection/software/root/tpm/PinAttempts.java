package org.kmsjca.protection.software.root.tpm;

import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.kmsjca.crypto.SystemRandom;

/**
 * Remembers the PINs that a TPM refused, as salted digests, so that a program that asks again and
 * again does not lock the TPM out. Thread-safe.
 */
public final class PinAttempts {
    private static final int SALT = 32;
    private static final int MOST = 1000;

    private final byte[] salt = SystemRandom.bytes(SALT);
    private final Set<String> refused = ConcurrentHashMap.newKeySet();

    /** Nothing refused yet. */
    public PinAttempts() {}

    /** Whether no PIN was refused. */
    public boolean areNone() {
        return refused.isEmpty();
    }

    boolean isRefused(TpmEnvelope envelope, byte[] authValue) {
        return refused.contains(digest(envelope, authValue));
    }

    void refuse(TpmEnvelope envelope, byte[] authValue) {
        if (refused.size() < MOST) {
            refused.add(digest(envelope, authValue));
        }
    }

    private String digest(TpmEnvelope envelope, byte[] authValue) {
        return HexFormat.of()
                .formatHex(TpmCrypto.hmac(salt, envelope.keyFile().pubkey(), authValue));
    }
}
