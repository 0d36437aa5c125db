package org.kmsjca.protection.software.root.tpm;

import java.util.Arrays;
import org.kmsjca.crypto.SystemRandom;

/** Random numbers of the TPM, mixed with the JVM's. */
final class TpmRandom {
    private TpmRandom() {}

    /** 32 bytes; whoever knows one of the sources knows nothing of them. */
    static byte[] mixed(TpmClient tpm) {
        byte[] ofTpm = tpm.GetRandom(TpmCrypto.DIGEST);
        byte[] ofJvm = SystemRandom.bytes(TpmCrypto.DIGEST);
        try {
            return TpmCrypto.hmac(ofJvm, ofTpm);
        } finally {
            Arrays.fill(ofTpm, (byte) 0);
            Arrays.fill(ofJvm, (byte) 0);
        }
    }
}
