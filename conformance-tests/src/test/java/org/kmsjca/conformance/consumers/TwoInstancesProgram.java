package org.kmsjca.conformance.consumers;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import java.util.Collections;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Uses two KMS, which java.security names KMS and KMS-prod. */
final class TwoInstancesProgram {
    private TwoInstancesProgram() {}

    public static void main(String[] arguments) throws Exception {
        Answers.print(
                "providers",
                () ->
                        Stream.of(Security.getProviders())
                                .map(Provider::getName)
                                .filter(name -> name.startsWith("KMS"))
                                .collect(Collectors.joining(" ")));
        KeyStore first = load(KeyStore.getInstance("KMS"));
        KeyStore named = load(KeyStore.getInstance("KMS", "KMS"));
        KeyStore second = load(KeyStore.getInstance("KMS", "KMS-prod"));
        Answers.print("KMS", () -> Collections.list(first.aliases()));
        Answers.print("KMS, by name", () -> Collections.list(named.aliases()));
        Answers.print("KMS-prod", () -> Collections.list(second.aliases()));
        PrivateKey testing = (PrivateKey) first.getKey("testing", null);
        PrivateKey production = (PrivateKey) second.getKey("production", null);
        Answers.print("testing unnamed", () -> sign(testing));
        Answers.print("production unnamed", () -> sign(production));
        Answers.print("production at KMS", () -> sign(production, "KMS"));
        Answers.print("testing at KMS-prod", () -> sign(testing, "KMS-prod"));
    }

    private static KeyStore load(KeyStore keys) throws Exception {
        keys.load(null, null);
        return keys;
    }

    private static String sign(PrivateKey key) throws GeneralSecurityException {
        return sign(key, Signature.getInstance("SHA256withECDSA"));
    }

    private static String sign(PrivateKey key, String provider) throws GeneralSecurityException {
        return sign(key, Signature.getInstance("SHA256withECDSA", provider));
    }

    private static String sign(PrivateKey key, Signature signature)
            throws GeneralSecurityException {
        signature.initSign(key);
        signature.sign();
        return signature.getProvider().getName();
    }
}
