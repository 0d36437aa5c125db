package org.kmsjca.conformance.consumers;

import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Security;

/** A program whose KMS has its keys in a token; it knows nothing of that. */
final class HsmProgram {
    private HsmProgram() {}

    public static void main(String[] arguments) throws Exception {
        Answers.print("program", () -> HsmProgram.class.getModule().getName());
        Answers.print("module", () -> Security.getProvider("KMS").getClass().getModule().getName());
        KeyStore keys = KeyStore.getInstance("KMS");
        keys.load(null, null);
        Answers.print(
                "signature",
                () -> {
                    PrivateKey key = (PrivateKey) keys.getKey("signing", null);
                    PublicKey publicKey = keys.getCertificate("signing").getPublicKey();
                    return RoundTrip.sign("SHA256withECDSA", key, publicKey);
                });
        Answers.print(
                "wrapper",
                () ->
                        ModuleLayer.boot()
                                .findModule("ipkcs11wrapper")
                                .map(Module::getName)
                                .orElse("none"));
    }
}
