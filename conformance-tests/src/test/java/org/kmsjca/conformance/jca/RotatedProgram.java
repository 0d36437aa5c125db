package org.kmsjca.conformance.jca;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.Provider;
import java.security.spec.AlgorithmParameterSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.kmsjca.KmsProvider;

/**
 * A program that encrypts and ends, or decrypts what another run has encrypted. Arguments: {@code
 * encrypt} or {@code decrypt}, the configuration file, a file of messages. A message is a line of
 * transformation, KeyStore name, and what the encryption adds: IV, ciphertext, IV and ciphertext of
 * a wrapped key, in hexadecimal.
 */
final class RotatedProgram {
    private static final byte[] PLAINTEXT = bytes(48);
    private static final SecretKey WRAPPED = new SecretKeySpec(bytes(16), "AES");

    private final Provider provider;
    private final KeyStore store;

    private RotatedProgram(Provider provider, KeyStore store) {
        this.provider = provider;
        this.store = store;
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) 0x5a);
        return bytes;
    }

    public static void main(String[] args) throws IOException, GeneralSecurityException {
        Provider provider = new KmsProvider().configure(args[1]);
        KeyStore store = KeyStore.getInstance("KMS", provider);
        store.load(null, null);
        var program = new RotatedProgram(provider, store);
        Path file = Path.of(args[2]);
        List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        if (args[0].equals("encrypt")) {
            List<String> encrypted = new ArrayList<>();
            for (String line : lines) {
                encrypted.add(line + " " + program.encrypt(line.split(" ")));
            }
            Files.write(file, encrypted, StandardCharsets.UTF_8);
            System.out.println("encrypted " + encrypted.size());
        } else {
            for (String line : lines) {
                String[] words = line.split(" ");
                System.out.println("data " + label(words) + " " + program.decrypt(words));
                System.out.println("key " + label(words) + " " + program.unwrap(words));
            }
        }
    }

    private static String label(String[] words) {
        return words[0] + " " + words[1];
    }

    private Cipher cipher(String[] words) throws GeneralSecurityException {
        return Cipher.getInstance(words[0], provider);
    }

    private Key key(String[] words) throws GeneralSecurityException {
        return store.getKey(words[1], null);
    }

    private String encrypt(String[] words) throws GeneralSecurityException {
        Cipher data = cipher(words);
        data.init(Cipher.ENCRYPT_MODE, key(words));
        byte[] ciphertext = data.doFinal(PLAINTEXT);
        String encrypted = hex(data.getIV()) + " " + hex(ciphertext);
        if (words[0].contains("Envelope")) {
            return encrypted + " - -"; // wraps no keys
        }
        Cipher wrapper = cipher(words);
        wrapper.init(Cipher.WRAP_MODE, key(words));
        byte[] wrapped = wrapper.wrap(WRAPPED);
        return encrypted + " " + hex(wrapper.getIV()) + " " + hex(wrapped);
    }

    private static String hex(byte[] bytes) {
        return bytes == null ? "-" : HexFormat.of().formatHex(bytes);
    }

    private String decrypt(String[] words) {
        try {
            Cipher cipher = cipher(words);
            init(cipher, Cipher.DECRYPT_MODE, words, words[2]);
            byte[] clear = cipher.doFinal(HexFormat.of().parseHex(words[3]));
            return Arrays.equals(clear, PLAINTEXT) ? "right" : "WRONG";
        } catch (GeneralSecurityException e) {
            return e.getClass().getSimpleName() + " " + e.getMessage();
        }
    }

    private String unwrap(String[] words) {
        if (words[5].equals("-")) {
            return "none";
        }
        try {
            Cipher cipher = cipher(words);
            init(cipher, Cipher.UNWRAP_MODE, words, words[4]);
            Key key = cipher.unwrap(HexFormat.of().parseHex(words[5]), "AES", Cipher.SECRET_KEY);
            return key.equals(WRAPPED) ? "right" : "WRONG";
        } catch (GeneralSecurityException e) {
            return e.getClass().getSimpleName() + " " + e.getMessage();
        }
    }

    private void init(Cipher cipher, int mode, String[] words, String iv)
            throws GeneralSecurityException {
        if (iv.equals("-") || words[0].contains("/KW")) {
            cipher.init(mode, key(words));
            return;
        }
        byte[] bytes = HexFormat.of().parseHex(iv);
        AlgorithmParameterSpec spec =
                words[0].contains("/GCM/")
                        ? new GCMParameterSpec(128, bytes)
                        : new IvParameterSpec(bytes);
        cipher.init(mode, key(words), spec);
    }
}
