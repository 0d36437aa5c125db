package org.kmsjca.conformance.wycheproof;

import java.security.InvalidKeyException;
import java.security.Key;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.spec.SecretKeySpec;

/** AES key wrapping, in the modes for keys and in those for data. */
final class KeyWrapRunner extends SecretKeyRunner {
    private final String transformation;

    KeyWrapRunner(String transformation) {
        super("AES");
        this.transformation = transformation;
    }

    @Override
    public List<Attempt> attempts(Vector vector, boolean shallWork, Key handle) {
        List<Attempt> attempts = new ArrayList<>();
        byte[] message = vector.bytes("msg");
        byte[] wrapped = vector.bytes("ct");
        attempts.add(
                new Attempt(
                        "decryption",
                        List.of(IllegalBlockSizeException.class),
                        () ->
                                Outcome.of(
                                        cipher(Cipher.DECRYPT_MODE, handle).doFinal(wrapped),
                                        message)));
        attempts.add(
                new Attempt(
                        "unwrapping",
                        List.of(InvalidKeyException.class),
                        () -> Outcome.of(unwrap(handle, wrapped).getEncoded(), message)));
        // SecretKeySpec itself refuses an empty key.
        boolean wrongSize = vector.hasFlag("WrongDataSize") || vector.hasFlag("ShortKey");
        if (message.length > 0 && (shallWork || wrongSize)) {
            attempts.add(
                    new Attempt(
                            "encryption",
                            List.of(IllegalBlockSizeException.class),
                            () ->
                                    Outcome.of(
                                            cipher(Cipher.ENCRYPT_MODE, handle).doFinal(message),
                                            wrapped)));
            attempts.add(
                    new Attempt(
                            "wrapping",
                            List.of(IllegalBlockSizeException.class),
                            () ->
                                    Outcome.of(
                                            cipher(Cipher.WRAP_MODE, handle)
                                                    .wrap(new SecretKeySpec(message, "AES")),
                                            wrapped)));
        }
        return attempts;
    }

    private Key unwrap(Key handle, byte[] wrapped) throws Exception {
        return cipher(Cipher.UNWRAP_MODE, handle).unwrap(wrapped, "AES", Cipher.SECRET_KEY);
    }

    private Cipher cipher(int mode, Key handle) throws Exception {
        Cipher cipher = Cipher.getInstance(transformation);
        cipher.init(mode, handle);
        return cipher;
    }
}
