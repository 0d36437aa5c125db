package org.kmsjca.conformance.wycheproof;

import java.security.InvalidAlgorithmParameterException;
import java.security.Key;
import java.security.spec.AlgorithmParameterSpec;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.AEADBadTagException;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import org.bouncycastle.util.Arrays;

/** GCM, and CBC with padding: decrypts all, encrypts what is valid. */
final class CipherRunner extends SecretKeyRunner {
    private final String transformation;
    private final boolean aead;

    CipherRunner(String transformation, boolean aead) {
        super(transformation.substring(0, transformation.indexOf('/')));
        this.transformation = transformation;
        this.aead = aead;
    }

    @Override
    public List<Attempt> attempts(Vector vector, boolean shallWork, Key handle) {
        boolean badIv = vector.hasFlag("ZeroLengthIv");
        List<Class<? extends Exception>> refusals =
                List.of(
                        badIv
                                ? InvalidAlgorithmParameterException.class
                                : aead ? AEADBadTagException.class : BadPaddingException.class);
        List<Attempt> attempts = new ArrayList<>();
        byte[] message = vector.bytes("msg");
        byte[] ciphertext =
                aead
                        ? Arrays.concatenate(vector.bytes("ct"), vector.bytes("tag"))
                        : vector.bytes("ct");
        attempts.add(
                new Attempt(
                        "decryption",
                        refusals,
                        () ->
                                Outcome.of(
                                        cipher(Cipher.DECRYPT_MODE, handle, vector)
                                                .doFinal(ciphertext),
                                        message)));
        if (shallWork || badIv) {
            attempts.add(
                    new Attempt(
                            "encryption",
                            refusals,
                            () ->
                                    Outcome.of(
                                            cipher(Cipher.ENCRYPT_MODE, handle, vector)
                                                    .doFinal(message),
                                            ciphertext)));
        }
        return attempts;
    }

    private Cipher cipher(int mode, Key handle, Vector vector) throws Exception {
        Cipher cipher = Cipher.getInstance(transformation);
        byte[] iv = vector.bytes("iv");
        AlgorithmParameterSpec parameters =
                aead ? new GCMParameterSpec(vector.number("tagSize"), iv) : new IvParameterSpec(iv);
        cipher.init(mode, handle, parameters);
        if (aead) {
            cipher.updateAAD(vector.bytes("aad"));
        }
        return cipher;
    }
}
