package org.kmsjca.conformance.consumers;

import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import javax.crypto.SecretKey;

/** Asks all questions about a provider's place in the list. Arguments: signed jar, PKCS12 file. */
final class PlaceProgram {
    private PlaceProgram() {}

    public static void main(String[] arguments) throws Exception {
        JvmQuestions.print(Path.of(arguments[0]), Path.of(arguments[1]));
        KeyPair rsa = TestKeyPairs.rsa();
        new SoftwareQuestions(rsa, TestKeyPairs.ec()).print();
        KeyStore keys = KeyStore.getInstance("KMS");
        keys.load(null, null);
        new HandleQuestions(keys).print();
        new BindingQuestions(
                        (PrivateKey) keys.getKey("rsa", null),
                        (SecretKey) keys.getKey("aes", null),
                        (SecretKey) keys.getKey("mac", null),
                        rsa)
                .print();
    }
}
