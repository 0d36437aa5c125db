package org.kmsjca.conformance.consumers;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Provider;
import java.security.Security;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.KeyGenerator;
import org.kmsjca.CmkSpec;
import org.kmsjca.KeySpec;

/** Uses the JVM's own providers first, then the KMS. */
final class UnusableConfigurationProgram {
    private UnusableConfigurationProgram() {}

    public static void main(String[] arguments) throws Exception {
        Answers.print(
                "providers",
                () ->
                        Stream.of(Security.getProviders())
                                .map(Provider::getName)
                                .collect(Collectors.joining(" ")));
        KeyPair rsa = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        Answers.print(
                "software SHA256withRSA",
                () -> RoundTrip.sign("SHA256withRSA", rsa.getPrivate(), rsa.getPublic()));
        Answers.print("key generation", UnusableConfigurationProgram::generate);
        Answers.print(
                "KeyStore.load",
                () -> {
                    KeyStore.getInstance("KMS").load(null, null);
                    return "loaded";
                });
    }

    private static Object generate() throws GeneralSecurityException {
        KeyGenerator generator = KeyGenerator.getInstance("AES", "KMS");
        generator.init(CmkSpec.of(KeySpec.ALIYUN_AES_256));
        return generator.generateKey();
    }
}
