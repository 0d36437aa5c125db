package org.kmsjca.jca;

import java.security.InvalidKeyException;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import org.kmsjca.crypto.JdkProviders;
import org.kmsjca.kms.ManagedKey;
import org.kmsjca.mechanism.DigestAlgorithm;
import org.kmsjca.mechanism.SignatureMechanism;
import org.kmsjca.text.Printable;

/** RSASSA-PKCS1-v1_5. */
final class RsaSignatureSpi extends KmsSignatureSpi {
    private static final int PADDING = 11;

    private final Algorithm.RsaSignature algorithm;

    RsaSignatureSpi(ProviderContext context, Algorithm.RsaSignature algorithm) {
        super(context, algorithm);
        this.algorithm = algorithm;
    }

    @Override
    MessageInput newInput(ManagedKey key) throws InvalidKeyException {
        DigestAlgorithm digest = algorithm.digest();
        return digest == null
                ? MessageInput.raw(key.keySpec().bits() / Byte.SIZE - PADDING)
                : hashed(key, mechanism(), digest);
    }

    @Override
    SignatureMechanism mechanism() {
        return new SignatureMechanism.RsaPkcs1(algorithm.digest());
    }

    @Override
    SignatureVerification verification(PublicKey key) throws InvalidKeyException {
        if (!(key instanceof RSAPublicKey)) {
            throw new InvalidKeyException(
                    algorithm.name()
                            + " needs an RSA public key, not "
                            + Printable.of(String.valueOf(key.getAlgorithm())));
        }
        return new JdkVerification(
                algorithm.name(),
                algorithm.digest() == null ? JdkProviders.sunJce() : JdkProviders.sunRsaSign(),
                key,
                null);
    }
}
