package org.kmsjca.conformance.consumers;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

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
        Key aes = keys.getKey("aes", null);
        Answers.print("AES-GCM with a CMK", () -> encryptingProvider(aes));
        Key software = new SecretKeySpec(new byte[32], "AES");
        Answers.print("AES-GCM with a software key", () -> encryptingProvider(software));
        Answers.print(
                "first for AES-GCM",
                () -> Cipher.getInstance("AES/GCM/NoPadding").getProvider().getName());
    }

    /** Encrypts and decrypts; gives who encrypted. */
    private static String encryptingProvider(Key key) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, key);
        byte[] ciphertext = cipher.doFinal(new byte[] {42});
        Cipher back = Cipher.getInstance("AES/GCM/NoPadding");
        back.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(128, cipher.getIV()));
        if (back.doFinal(ciphertext)[0] != 42) {
            throw new IllegalStateException("another plaintext came back");
        }
        return cipher.getProvider().getName();
    }
}
