package org.kmsjca.conformance.jca;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.spec.AlgorithmParameterSpec;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import org.kmsjca.KeySpec;
import org.kmsjca.conformance.support.KmsUnderTest;
import org.kmsjca.conformance.support.Peers;
import org.kmsjca.conformance.support.TestKeys;

/** One imported key of each spec, in clear for the peers and as a handle for the KMS. */
final class SymmetricKeys {
    private final KmsUnderTest kms;
    private static final List<KeySpec> SPECS =
            List.of(
                    KeySpec.ALIYUN_AES_128,
                    KeySpec.ALIYUN_AES_192,
                    KeySpec.ALIYUN_AES_256,
                    KeySpec.ALIYUN_SM4);

    private final Map<KeySpec, SecretKey> clear = new EnumMap<>(KeySpec.class);
    private final Map<KeySpec, SecretKey> handles = new EnumMap<>(KeySpec.class);

    SymmetricKeys(KmsUnderTest kms) {
        this.kms = kms;
        for (KeySpec spec : SPECS) {
            SecretKey key = TestKeys.newSecret(spec);
            clear.put(spec, key);
            handles.put(spec, kms.importIfPossible(spec.toString(), key));
        }
    }

    /** A handle; tests of keys that the token cannot have end here. */
    SecretKey handle(KeySpec spec) {
        SecretKey handle = handles.get(spec);
        return handle != null ? handle : kms.secretKey(spec.toString());
    }

    SecretKey handle(SymmetricCase test) {
        return handle(test.keySpec());
    }

    SecretKey clear(SymmetricCase test) {
        return clear.get(test.keySpec());
    }

    /** The KMS's cipher, initialised. */
    Cipher ours(SymmetricCase test, int mode, AlgorithmParameterSpec parameters)
            throws GeneralSecurityException {
        Cipher cipher = kms.cipher(test.transformation());
        cipher.init(mode, handle(test), parameters);
        return cipher;
    }

    /** The provider that is compared with: SunJCE, Bouncy Castle for what that lacks. */
    static Provider peer(SymmetricCase test) {
        return test.isSm4() ? Peers.BOUNCY_CASTLE : Peers.SUN_JCE;
    }

    /** The peer's cipher with the same key, initialised. */
    Cipher peer(SymmetricCase test, int mode, AlgorithmParameterSpec parameters)
            throws GeneralSecurityException {
        String name = test.transformation();
        // SunJCE has the padding of PKCS#7 by the name of PKCS#5 only.
        String peers = test.isSm4() ? name : name.replace("PKCS7", "PKCS5");
        return initialised(peers, peer(test), test, mode, parameters);
    }

    /** Bouncy Castle's cipher with the same key, initialised. */
    Cipher bouncyCastle(SymmetricCase test, int mode, AlgorithmParameterSpec parameters)
            throws GeneralSecurityException {
        String name =
                test.isKeyWrap()
                        ? "AES" + test.mode()
                        : test.transformation().replaceFirst("_\\d+", "");
        return initialised(name, Peers.BOUNCY_CASTLE, test, mode, parameters);
    }

    private Cipher initialised(
            String name,
            Provider provider,
            SymmetricCase test,
            int mode,
            AlgorithmParameterSpec parameters)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(name, provider);
        if (parameters == null) {
            cipher.init(mode, clear(test));
        } else {
            cipher.init(mode, clear(test), parameters);
        }
        return cipher;
    }
}
