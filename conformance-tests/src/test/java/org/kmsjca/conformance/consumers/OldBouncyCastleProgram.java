package org.kmsjca.conformance.consumers;

import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Provider;
import java.security.Signature;
import java.security.SignatureException;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import org.kmsjca.CmkSpec;
import org.kmsjca.KeySpec;

/** A program whose class path has a Bouncy Castle of its own, older than ours. */
final class OldBouncyCastleProgram {
    static final List<String> KINDS = List.of("AES", "SM4", "RSA", "EC", "SM2", "Ed25519");

    private static final String PROVIDER = "org.bouncycastle.jce.provider.BouncyCastleProvider";

    private OldBouncyCastleProgram() {}

    public static void main(String[] arguments) throws Exception {
        Answers.print(
                "Bouncy Castle",
                () ->
                        Class.forName(PROVIDER)
                                .asSubclass(Provider.class)
                                .getConstructor()
                                .newInstance()
                                .getVersionStr());
        Answers.print("AES", () -> decrypts(KeySpec.ALIYUN_AES_256, "AES"));
        Answers.print("SM4", () -> decrypts(KeySpec.ALIYUN_SM4, "SM4"));
        Answers.print("RSA", () -> signs(KeySpec.RSA_2048, "RSA", "SHA256withRSA"));
        Answers.print("EC", () -> signs(KeySpec.EC_P256, "EC", "SHA256withECDSA"));
        Answers.print("SM2", () -> signs(KeySpec.EC_SM2, "SM2", "SM3withSM2"));
        Answers.print("Ed25519", () -> signs(KeySpec.ED25519, "Ed25519", "Ed25519"));
    }

    private static Key stored(String alias) throws Exception {
        KeyStore keys = KeyStore.getInstance("KMS");
        keys.load(null, null);
        return keys.getKey(alias, null);
    }

    private static String decrypts(KeySpec spec, String algorithm) throws Exception {
        KeyGenerator generator = KeyGenerator.getInstance(algorithm, "KMS");
        generator.init(CmkSpec.builder(spec).alias(algorithm).build());
        Key key = generator.generateKey();
        byte[] message = algorithm.getBytes(StandardCharsets.UTF_8);
        Cipher cipher = Cipher.getInstance(algorithm + "/GCM/NoPadding", "KMS");
        cipher.init(Cipher.ENCRYPT_MODE, key);
        byte[] encrypted = cipher.doFinal(message);
        Cipher again = Cipher.getInstance(algorithm + "/GCM/NoPadding", "KMS");
        again.init(Cipher.DECRYPT_MODE, stored(algorithm), cipher.getParameters());
        return Arrays.equals(again.doFinal(encrypted), message) ? "works" : "another text";
    }

    private static String signs(KeySpec spec, String algorithm, String signature) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm, "KMS");
        generator.initialize(CmkSpec.builder(spec).alias(algorithm).build());
        KeyPair pair = generator.generateKeyPair();
        Signature signer = Signature.getInstance(signature, "KMS");
        signer.initSign((java.security.PrivateKey) stored(algorithm));
        signer.update(algorithm.getBytes(StandardCharsets.UTF_8));
        byte[] signed = signer.sign();
        Signature verifier = Signature.getInstance(signature, "KMS");
        verifier.initVerify(pair.getPublic());
        verifier.update(algorithm.getBytes(StandardCharsets.UTF_8));
        if (!verifier.verify(signed)) {
            throw new SignatureException("not verified");
        }
        return "works";
    }
}
