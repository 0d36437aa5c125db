package org.kmsjca.protection.software;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.Arrays;
import org.bouncycastle.crypto.generators.MLDSAKeyPairGenerator;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.MLDSAKeyGenerationParameters;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyType;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.protection.KeyMaterial;

/** Generates key material in this process. */
final class ClearKeyFactory {
    private final EngineTable engines;
    private final SecureRandom random;

    ClearKeyFactory(EngineTable engines, SecureRandom random) {
        this.engines = engines;
        this.random = random;
    }

    KeyMaterial generate(KeySpec spec) {
        try {
            return switch (spec.keyType()) {
                case AES, SM4, HMAC -> secretKey(spec);
                case RSA -> rsaKey(spec);
                case EC, SM2 -> ecKey(spec);
                case ED25519 -> new SoftwareEd25519Key(new Ed25519PrivateKeyParameters(random));
                case ML_DSA -> mlDsaKey(spec);
            };
        } catch (GeneralSecurityException e) {
            throw new KmsException(
                    KmsErrorCode.INTERNAL_FAILURE, "a " + spec + " key could not be generated", e);
        }
    }

    private KeyMaterial secretKey(KeySpec spec) {
        byte[] clear = new byte[spec.bits() / Byte.SIZE];
        try {
            random.nextBytes(clear);
            return spec.keyType() == KeyType.HMAC
                    ? new SoftwareMacKey(spec, clear)
                    : new SoftwareSecretKey(spec, clear, engines);
        } finally {
            Arrays.fill(clear, (byte) 0);
        }
    }

    private KeyMaterial rsaKey(KeySpec spec) throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("RSA", engines.rsaKeyGenerator());
        generator.initialize(
                new RSAKeyGenParameterSpec(spec.bits(), RSAKeyGenParameterSpec.F4), random);
        var key = (RSAPrivateCrtKey) generator.generateKeyPair().getPrivate();
        return new SoftwareRsaKey(spec, key, engines);
    }

    private KeyMaterial ecKey(KeySpec spec) throws GeneralSecurityException {
        EcCurve curve = EcCurve.of(spec);
        BigInteger d = curve.randomScalar(random);
        return spec.keyType() == KeyType.SM2
                ? new SoftwareSm2Key(spec, curve, d)
                : new SoftwareEcKey(spec, curve, d, engines);
    }

    private KeyMaterial mlDsaKey(KeySpec spec) {
        MLDSAParameters parameters =
                switch (spec) {
                    case ML_DSA_44 -> MLDSAParameters.ml_dsa_44;
                    case ML_DSA_65 -> MLDSAParameters.ml_dsa_65;
                    default -> MLDSAParameters.ml_dsa_87;
                };
        var generator = new MLDSAKeyPairGenerator();
        generator.init(new MLDSAKeyGenerationParameters(random, parameters));
        return new SoftwareMlDsaKey(
                spec, (MLDSAPrivateKeyParameters) generator.generateKeyPair().getPrivate());
    }
}
