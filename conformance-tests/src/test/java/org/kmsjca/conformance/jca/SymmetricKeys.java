package org.kmsjca.conformance.jca;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.spec.AlgorithmParameterSpec;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import org.kmsjca.conformance.support.KmsUnderTest;
import org.kmsjca.conformance.support.Peers;
import org.kmsjca.conformance.support.TestKeys;

/** One imported AES key of each size, in clear for the peers and as a handle for the KMS. */
final class SymmetricKeys {
    private final KmsUnderTest kms;
    private final Map<Integer, SecretKey> clear = new HashMap<>();
    private final Map<Integer, SecretKey> handles = new HashMap<>();

    SymmetricKeys(KmsUnderTest kms) {
        this.kms = kms;
        for (int bits = 128; bits <= 256; bits += 64) {
            SecretKey key = TestKeys.aes(bits);
            clear.put(bits, key);
            handles.put(bits, kms.importSecret("aes-" + bits, key));
        }
    }

    SecretKey handle(int bits) {
        return handles.get(bits);
    }

    SecretKey clear(int bits) {
        return clear.get(bits);
    }

    /** The KMS's cipher, initialised. */
    Cipher ours(SymmetricCase test, int mode, AlgorithmParameterSpec parameters)
            throws GeneralSecurityException {
        Cipher cipher = kms.cipher(test.transformation());
        cipher.init(mode, handle(test.keyBits()), parameters);
        return cipher;
    }

    /** SunJCE's cipher with the same key, initialised. */
    Cipher sun(SymmetricCase test, int mode, AlgorithmParameterSpec parameters)
            throws GeneralSecurityException {
        return peer(test.transformation(), Peers.SUN_JCE, test, mode, parameters);
    }

    /** Bouncy Castle's cipher with the same key, initialised. */
    Cipher bouncyCastle(SymmetricCase test, int mode, AlgorithmParameterSpec parameters)
            throws GeneralSecurityException {
        String name =
                test.isKeyWrap()
                        ? "AES" + test.mode()
                        : test.transformation().replaceFirst("_\\d+", "");
        return peer(name, Peers.BOUNCY_CASTLE, test, mode, parameters);
    }

    private Cipher peer(
            String name,
            Provider provider,
            SymmetricCase test,
            int mode,
            AlgorithmParameterSpec parameters)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(name, provider);
        if (parameters == null) {
            cipher.init(mode, clear(test.keyBits()));
        } else {
            cipher.init(mode, clear(test.keyBits()), parameters);
        }
        return cipher;
    }
}
