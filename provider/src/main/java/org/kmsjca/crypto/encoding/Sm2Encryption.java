package org.kmsjca.crypto.encoding;

import javax.crypto.IllegalBlockSizeException;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.SM2Engine;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.kmsjca.Sm2CipherSpec.Format;
import org.kmsjca.crypto.Sm2PublicKey;
import org.kmsjca.crypto.SystemRandom;

/** Encryption with an SM2 public key, GB/T 32918.4. */
public final class Sm2Encryption {
    /** The most bytes of plaintext that the KMS's SM2PKE takes. */
    public static final int LONGEST_PLAINTEXT = 6047;

    private Sm2Encryption() {}

    /**
     * Encrypts a message of 1 to {@link #LONGEST_PLAINTEXT} bytes.
     *
     * @throws IllegalBlockSizeException when the message is empty or longer
     */
    public static byte[] encrypt(Sm2PublicKey recipient, Format format, byte[] plaintext)
            throws IllegalBlockSizeException {
        if (plaintext.length == 0) {
            throw new IllegalBlockSizeException("SM2 does not encrypt an empty message");
        }
        if (plaintext.length > LONGEST_PLAINTEXT) {
            throw tooLong();
        }
        var engine = new SM2Engine(SM2Engine.Mode.C1C3C2);
        engine.init(true, new ParametersWithRandom(recipient.parameters(), SystemRandom.source()));
        try {
            return Sm2Ciphertext.fromEngine(
                    format, engine.processBlock(plaintext, 0, plaintext.length));
        } catch (InvalidCipherTextException e) {
            throw new IllegalStateException("SM2 encryption failed", e);
        }
    }

    /** Refuses more than SM2PKE takes. */
    public static IllegalBlockSizeException tooLong() {
        return new IllegalBlockSizeException(
                "SM2 encrypts at most "
                        + LONGEST_PLAINTEXT
                        + " bytes: encrypt larger data under a data key, and that by SM2");
    }
}
