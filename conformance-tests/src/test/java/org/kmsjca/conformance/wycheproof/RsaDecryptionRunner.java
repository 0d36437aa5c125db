package org.kmsjca.conformance.wycheproof;

import java.security.Key;
import java.security.spec.MGF1ParameterSpec;
import java.util.List;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.bouncycastle.asn1.x509.KeyUsage;

/** RSA decryption with OAEP, whose parameters the group says, or PKCS#1 padding. */
final class RsaDecryptionRunner extends RsaRunner {
    private final String transformation;
    private final boolean oaep;

    RsaDecryptionRunner(String transformation, boolean oaep) {
        super(KeyUsage.keyEncipherment | KeyUsage.dataEncipherment);
        this.transformation = transformation;
        this.oaep = oaep;
    }

    @Override
    public List<Attempt> attempts(Vector vector, boolean shallWork, Key handle) {
        byte[] ciphertext = vector.bytes("ct");
        boolean tooLong = ciphertext.length > vector.number("keySize") / Byte.SIZE;
        return List.of(
                new Attempt(
                        "decryption",
                        List.of(
                                tooLong
                                        ? IllegalBlockSizeException.class
                                        : BadPaddingException.class),
                        () ->
                                Outcome.of(
                                        cipher(vector, handle).doFinal(ciphertext),
                                        vector.bytes("msg"))));
    }

    private Cipher cipher(Vector vector, Key handle) throws Exception {
        Cipher cipher = Cipher.getInstance(transformation);
        if (oaep) {
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    handle,
                    new OAEPParameterSpec(
                            vector.text("sha"),
                            vector.text("mgf"),
                            new MGF1ParameterSpec(vector.text("mgfSha")),
                            new PSource.PSpecified(vector.bytes("label"))));
        } else {
            cipher.init(Cipher.DECRYPT_MODE, handle);
        }
        return cipher;
    }
}
