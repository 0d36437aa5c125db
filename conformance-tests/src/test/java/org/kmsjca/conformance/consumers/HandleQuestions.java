package org.kmsjca.conformance.consumers;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import org.kmsjca.CmkSpec;
import org.kmsjca.KeySpec;

/** What becomes of keys of the KMS in a program that names no provider but the KeyStore's. */
final class HandleQuestions {
    private final KeyStore keys;

    HandleQuestions(KeyStore keys) {
        this.keys = keys;
    }

    void print() {
        Answers.print(
                "handle SHA256withRSA",
                () -> RoundTrip.sign("SHA256withRSA", privateKey("rsa"), publicKey("rsa")));
        Answers.print(
                "handle SHA256withECDSA",
                () -> RoundTrip.sign("SHA256withECDSA", privateKey("ec"), publicKey("ec")));
        Answers.print(
                "handle's public key", // of our key, but an ordinary one
                () -> RoundTrip.verify("SHA256withECDSA", privateKey("ec"), publicKey("ec")));
        Answers.print("handle PSS", () -> RoundTrip.signPss(privateKey("rsa"), publicKey("rsa")));
        Answers.print(
                "handle PSS, parameters first",
                () -> RoundTrip.signPssParametersFirst(privateKey("rsa"), publicKey("rsa")));
        Answers.print(
                "handle secp256k1",
                () -> RoundTrip.sign("SHA256withECDSA", privateKey("k1"), publicKey("k1")));
        Answers.print(
                "handle AES/GCM",
                () -> {
                    var key = keys.getKey("aes", null);
                    return RoundTrip.encrypt("AES/GCM/NoPadding", key, key);
                });
        Answers.print(
                "handle RSA-OAEP",
                () ->
                        RoundTrip.encrypt(
                                "RSA/ECB/OAEPWithSHA-256AndMGF1Padding",
                                publicKey("decrypt"),
                                privateKey("decrypt")));
        Answers.print(
                "handle translateKey",
                () -> KeyFactory.getInstance("RSA").translateKey(privateKey("rsa")));
        Answers.print("CmkSpec", HandleQuestions::pairOfCmkSpec);
    }

    private PrivateKey privateKey(String alias) throws GeneralSecurityException {
        return (PrivateKey) keys.getKey(alias, null);
    }

    private PublicKey publicKey(String alias) throws GeneralSecurityException {
        return keys.getCertificate(alias).getPublicKey();
    }

    private static Object pairOfCmkSpec() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(CmkSpec.of(KeySpec.EC_P256));
        return generator.generateKeyPair().getPrivate();
    }
}
