package org.kmsjca.conformance.consumers;

import java.security.SecureRandom;
import java.security.Security;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;

/** A program whose KMS has a TPM as its root of trust. */
final class TpmProgram {
    private TpmProgram() {}

    public static void main(String[] arguments) throws Exception {
        Answers.print("module", () -> Security.getProvider("KMS").getClass().getModule().getName());
        SecretKey key = KeyGenerator.getInstance("AES", "KMS").generateKey();
        Answers.print("cipher", () -> RoundTrip.encrypt("AES/GCM/NoPadding", key, key));
        Answers.print("root", () -> Security.getProvider("KMS").getProperty("RootOfTrust"));
        Answers.print("random", () -> SecureRandom.getInstance("KMS-TPM").getProvider().getName());
    }
}
