package org.kmsjca.protection.software;

import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.Arrays;
import org.kmsjca.KeySpec;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.protection.KeyMaterial;

/** Generates key material in this process. */
final class ClearKeyFactory {
    private final EngineTable engines;
    private final SecureRandom random = new SecureRandom();

    ClearKeyFactory(EngineTable engines) {
        this.engines = engines;
    }

    KeyMaterial generate(KeySpec spec) {
        try {
            return switch (spec.keyType()) {
                case AES -> secretKey(spec);
                case RSA -> rsaKey(spec);
                case EC -> ecKey(spec);
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
            return new SoftwareSecretKey(spec, clear, engines);
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
        return new SoftwareEcKey(spec, curve, curve.randomScalar(random), engines);
    }
}
