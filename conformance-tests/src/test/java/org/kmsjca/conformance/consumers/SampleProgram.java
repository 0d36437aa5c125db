package org.kmsjca.conformance.consumers;

import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.util.List;
import java.util.stream.Stream;

/** A program that knows nothing of the KMS but the type of its KeyStore. */
final class SampleProgram {
    private SampleProgram() {}

    public static void main(String[] arguments) throws Exception {
        List<String> names = Stream.of(Security.getProviders()).map(Provider::getName).toList();
        Answers.print("place", () -> names.indexOf("KMS") + 1 + " of " + names.size());
        Answers.print("module", () -> Security.getProvider("KMS").getClass().getModule().getName());
        KeyStore keys = KeyStore.getInstance("KMS");
        keys.load(null, null);
        PrivateKey rsa = (PrivateKey) keys.getKey("rsa", null);
        PublicKey rsaPublic = keys.getCertificate("rsa").getPublicKey();
        Answers.print(
                "PSS, parameters first", () -> RoundTrip.signPssParametersFirst(rsa, rsaPublic));
        PrivateKey k1 = (PrivateKey) keys.getKey("k1", null);
        PublicKey k1Public = keys.getCertificate("k1").getPublicKey();
        Answers.print(
                "secp256k1 verification", () -> RoundTrip.verify("SHA256withECDSA", k1, k1Public));
    }
}
