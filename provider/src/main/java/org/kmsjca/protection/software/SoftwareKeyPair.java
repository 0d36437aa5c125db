package org.kmsjca.protection.software;

import java.security.PublicKey;
import java.util.Arrays;
import org.kmsjca.KeySpec;

/**
 * A key pair that leaves the module, in the clear; {@link #close} wipes the private key.
 *
 * @param clearPrivateKey PKCS#8
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once and wiped
public record SoftwareKeyPair(KeySpec keySpec, PublicKey publicKey, byte[] clearPrivateKey)
        implements AutoCloseable {
    @Override
    public void close() {
        Arrays.fill(clearPrivateKey, (byte) 0);
    }

    /** Never the key. */
    @Override
    public String toString() {
        return "SoftwareKeyPair[" + keySpec + "]";
    }
}
