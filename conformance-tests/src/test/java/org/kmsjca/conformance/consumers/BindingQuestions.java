package org.kmsjca.conformance.consumers;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** When an object is tied to a provider, and to which. */
final class BindingQuestions {
    private final PrivateKey handle;
    private final SecretKey secretHandle;
    private final SecretKey macHandle;
    private final KeyPair software;

    BindingQuestions(
            PrivateKey handle, SecretKey secretHandle, SecretKey macHandle, KeyPair software) {
        this.handle = handle;
        this.secretHandle = secretHandle;
        this.macHandle = macHandle;
        this.software = software;
    }

    void print() {
        Answers.print("getProvider, then handle", () -> signAfterGetProvider(handle));
        Answers.print(
                "getProvider, then software key",
                () -> signAfterGetProvider(software.getPrivate()));
        Answers.print("getBlockSize, then handle", () -> encryptAfterGetBlockSize(secretHandle));
        Answers.print(
                "getBlockSize, then software key",
                () -> encryptAfterGetBlockSize(new SecretKeySpec(new byte[16], "AES")));
        Answers.print("getMacLength, then handle", () -> macAfterGetMacLength(macHandle));
        Answers.print(
                "getMacLength, then software key",
                () -> macAfterGetMacLength(new SecretKeySpec(new byte[32], "HmacSHA256")));
        Answers.print("software key, then handle", () -> sign(software.getPrivate(), handle));
        Answers.print("handle, then software key", () -> sign(handle, software.getPrivate()));
        Answers.print("handle, then public key", this::signThenVerify);
    }

    private static String signAfterGetProvider(PrivateKey key) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("SHA256withRSA");
        String bound = signature.getProvider().getName();
        signature.initSign(key);
        return bound;
    }

    private static String encryptAfterGetBlockSize(SecretKey key) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        int size = cipher.getBlockSize();
        cipher.init(Cipher.ENCRYPT_MODE, key);
        return cipher.getProvider().getName() + " " + size;
    }

    private static String macAfterGetMacLength(SecretKey key) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        int length = mac.getMacLength();
        mac.init(key);
        mac.update((byte) 1);
        boolean jdk = key instanceof SecretKeySpec && Arrays.equals(mac.doFinal(), byJdk(key));
        return mac.getProvider().getName() + " " + length + (jdk ? " as the JDK" : "");
    }

    private static byte[] byJdk(SecretKey key) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256", "SunJCE");
        mac.init(key);
        return mac.doFinal(new byte[] {1});
    }

    private static String sign(PrivateKey first, PrivateKey second)
            throws GeneralSecurityException {
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(first);
        signature.initSign(second);
        return signature.getProvider().getName();
    }

    private String signThenVerify() throws GeneralSecurityException {
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(handle);
        signature.initVerify(software.getPublic());
        return signature.getProvider().getName();
    }
}
