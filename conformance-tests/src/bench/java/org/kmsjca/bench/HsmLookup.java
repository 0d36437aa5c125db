package org.kmsjca.bench;

import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import org.kmsjca.CmkMetadata;
import org.kmsjca.CmkSpec;
import org.kmsjca.KeySpec;
import org.kmsjca.Kms;
import org.xipki.pkcs11.wrapper.AttributeVector;
import org.xipki.pkcs11.wrapper.Mechanism;
import org.xipki.pkcs11.wrapper.PKCS11Constants;
import org.xipki.pkcs11.wrapper.Session;

/** How long the first signature of an epoch takes, and the next, with many objects on the token. */
public final class HsmLookup {
    private HsmLookup() {}

    /** Argument: how many other objects, 5000 without. */
    public static void main(String[] arguments) throws Exception {
        int objects = arguments.length == 0 ? 5000 : Integer.parseInt(arguments[0]);
        try (HsmTokens tokens = new HsmTokens()) {
            CmkMetadata cmk = Kms.of(tokens.kms()).createKey(CmkSpec.of(KeySpec.EC_P256));
            KeyStore store = KeyStore.getInstance("KMS", tokens.kms());
            store.load(null, null);
            PrivateKey key = (PrivateKey) store.getKey(cmk.keyId(), null);
            sign(tokens, key);
            Session session = tokens.session();
            AttributeVector template =
                    AttributeVector.newSecretKey(PKCS11Constants.CKK_AES)
                            .token(true)
                            .private_(true)
                            .valueLen(32)
                            .encrypt(true);
            for (int i = 0; i < objects; i++) {
                session.generateKey(
                        new Mechanism(PKCS11Constants.CKM_AES_KEY_GEN),
                        template.id(("other-" + i).getBytes(StandardCharsets.US_ASCII)));
            }
            for (int i = 0; i < 5; i++) {
                session.getModule().getPKCS11Module().C_Finalize(null);
                System.out.printf(
                        "%d objects: first signature after C_Finalize %.1f ms, next %.3f ms%n",
                        objects, millis(tokens, key), millis(tokens, key));
            }
        }
    }

    private static double millis(HsmTokens tokens, PrivateKey key) throws Exception {
        long start = System.nanoTime();
        sign(tokens, key);
        return (System.nanoTime() - start) / 1e6;
    }

    private static void sign(HsmTokens tokens, PrivateKey key) throws Exception {
        Signature signature = Signature.getInstance("SHA256withECDSA", tokens.kms());
        signature.initSign(key);
        signature.sign();
    }
}
