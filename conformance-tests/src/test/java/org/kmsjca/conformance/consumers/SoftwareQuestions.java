package org.kmsjca.conformance.consumers;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.NamedParameterSpec;
import javax.crypto.KeyGenerator;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** What becomes of ordinary keys, of a program that knows nothing of the KMS. */
final class SoftwareQuestions {
    private final KeyPair rsa;
    private final KeyPair ec;

    SoftwareQuestions(KeyPair rsa, KeyPair ec) {
        this.rsa = rsa;
        this.ec = ec;
    }

    void print() {
        Answers.print(
                "software SHA256withRSA",
                () -> RoundTrip.sign("SHA256withRSA", rsa.getPrivate(), rsa.getPublic()));
        Answers.print(
                "software SHA256withECDSA",
                () -> RoundTrip.sign("SHA256withECDSA", ec.getPrivate(), ec.getPublic()));
        Answers.print(
                "software ECDSA verification",
                () -> RoundTrip.verify("SHA256withECDSA", ec.getPrivate(), ec.getPublic()));
        Answers.print("software PSS", () -> RoundTrip.signPss(rsa.getPrivate(), rsa.getPublic()));
        Answers.print(
                "software PSS, parameters first",
                () -> RoundTrip.signPssParametersFirst(rsa.getPrivate(), rsa.getPublic()));
        Answers.print(
                "software PSS verification, parameters first",
                () -> RoundTrip.verifyPssParametersFirst(rsa.getPrivate(), rsa.getPublic()));
        Answers.print(
                "software AES/GCM",
                () -> {
                    Key aes = new SecretKeySpec(new byte[32], "AES");
                    return RoundTrip.encrypt("AES/GCM/NoPadding", aes, aes);
                });
        Answers.print(
                "software RSA-OAEP",
                () ->
                        RoundTrip.encrypt(
                                "RSA/ECB/OAEPWithSHA-256AndMGF1Padding",
                                rsa.getPublic(),
                                rsa.getPrivate()));
        printGenerators();
    }

    private static void printGenerators() {
        Answers.print("generated RSA", () -> encoding(pair("RSA", 2048)));
        Answers.print("generated RSA, no size", () -> encoding(pair("RSA", 0)));
        Answers.print("generated EC", () -> encoding(pair("EC", 256)));
        Answers.print("generated EC, no size", () -> encoding(pair("EC", 0)));
        Answers.print(
                "generated EC, named curve",
                () -> {
                    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
                    generator.initialize(new ECGenParameterSpec("secp384r1"));
                    return encoding(generator.generateKeyPair().getPrivate());
                });
        Answers.print(
                "generated EC, second try",
                () -> {
                    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
                    refused(() -> generator.initialize(new NamedParameterSpec("secp384r1")));
                    generator.initialize(new ECGenParameterSpec("secp384r1"));
                    return encoding(generator.generateKeyPair().getPrivate());
                });
        Answers.print(
                "generated AES, second try",
                () -> {
                    KeyGenerator generator = KeyGenerator.getInstance("AES");
                    refused(() -> generator.init(new IvParameterSpec(new byte[16])));
                    generator.init(128);
                    return encoding(generator.generateKey());
                });
        Answers.print("generated AES", () -> encoding(secret(128)));
        Answers.print("generated AES, no size", () -> encoding(secret(0)));
    }

    private interface Initialization {
        void run() throws GeneralSecurityException;
    }

    private static void refused(Initialization initialization) {
        try {
            initialization.run();
        } catch (GeneralSecurityException e) {
            return;
        }
        throw new IllegalStateException("not refused");
    }

    private static Key pair(String algorithm, int bits) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        if (bits > 0) {
            generator.initialize(bits);
        }
        return generator.generateKeyPair().getPrivate();
    }

    private static Key secret(int bits) throws GeneralSecurityException {
        KeyGenerator generator = KeyGenerator.getInstance("AES");
        if (bits > 0) {
            generator.init(bits);
        }
        return generator.generateKey();
    }

    private static String encoding(Key key) {
        return key.getFormat() + (key.getEncoded() == null ? " without" : " with") + " encoding";
    }
}
