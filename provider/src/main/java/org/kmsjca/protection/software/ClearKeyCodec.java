package org.kmsjca.protection.software;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyType;
import org.kmsjca.crypto.JdkProviders;
import org.kmsjca.protection.KeyMaterial;

/** Makes usable material of clear encodings: RAW for secret keys, PKCS#8 for private keys. */
final class ClearKeyCodec {
    /** 80 bits: half of SHA-1's digest, the least that RFC 2104 does not discourage. */
    private static final int SHORTEST_MAC_KEY = 10;

    private static final int LONGEST_MAC_KEY = 1024;

    private final EngineTable engines;

    ClearKeyCodec(EngineTable engines) {
        this.engines = engines;
    }

    /**
     * Decodes a key and checks that it is one of the spec. The array stays the caller's.
     *
     * @throws InvalidKeyException when it is not
     */
    KeyMaterial decode(KeySpec spec, byte[] clear) throws InvalidKeyException {
        return switch (spec.keyType()) {
            case AES, SM4 -> secretKey(spec, clear);
            case HMAC -> macKey(spec, clear);
            case RSA -> rsaKey(spec, clear);
            case EC, SM2 -> ecKey(spec, clear);
            case ED25519, ML_DSA -> otherKey(spec, clear);
        };
    }

    private KeyMaterial secretKey(KeySpec spec, byte[] clear) throws InvalidKeyException {
        if (clear.length * Byte.SIZE != spec.bits()) {
            throw mismatch(spec, "it has " + clear.length * Byte.SIZE + " bits");
        }
        return new SoftwareSecretKey(spec, clear, engines);
    }

    private static KeyMaterial macKey(KeySpec spec, byte[] clear) throws InvalidKeyException {
        if (clear.length < SHORTEST_MAC_KEY || clear.length > LONGEST_MAC_KEY) {
            throw mismatch(
                    spec,
                    "it has %s bytes, allowed are %s to %s"
                            .formatted(clear.length, SHORTEST_MAC_KEY, LONGEST_MAC_KEY));
        }
        return new SoftwareMacKey(spec, clear);
    }

    private static KeyMaterial otherKey(KeySpec spec, byte[] clear) throws InvalidKeyException {
        try {
            var info = PrivateKeyInfo.getInstance(clear);
            var key = PrivateKeyFactory.createKey(info);
            if (spec == KeySpec.ED25519 && key instanceof Ed25519PrivateKeyParameters ed25519) {
                return new SoftwareEd25519Key(ed25519);
            }
            if (key instanceof MLDSAPrivateKeyParameters mlDsa
                    && mlDsa.getParameters().getName().equalsIgnoreCase(spec.parameterSet())) {
                MlDsaCheck.check(spec, info, mlDsa);
                return new SoftwareMlDsaKey(spec, mlDsa);
            }
            throw mismatch(spec, "it is of another algorithm or parameter set");
        } catch (IOException | RuntimeException e) {
            throw new InvalidKeyException("the private key is not well-formed PKCS#8", e);
        }
    }

    private KeyMaterial rsaKey(KeySpec spec, byte[] clear) throws InvalidKeyException {
        try {
            String algorithm = RsaCheck.algorithm(clear);
            var decoded =
                    KeyFactory.getInstance(algorithm, JdkProviders.sunRsaSign())
                            .generatePrivate(new PKCS8EncodedKeySpec(clear));
            if (!(decoded instanceof RSAPrivateCrtKey key)) {
                throw mismatch(spec, "its CRT parameters are missing");
            }
            if (key.getModulus().bitLength() != spec.bits()) {
                throw mismatch(spec, "its modulus has " + key.getModulus().bitLength() + " bits");
            }
            String flaw = RsaCheck.flaw(key);
            if (flaw != null) {
                throw mismatch(spec, flaw);
            }
            return algorithm.equals(RsaCheck.RSASSA_PSS)
                    ? new SoftwareRsaKey(spec, key, engines, true, RsaCheck.limit(key))
                    : new SoftwareRsaKey(spec, key, engines);
        } catch (InvalidKeyException e) {
            throw e;
        } catch (GeneralSecurityException e) {
            throw new InvalidKeyException("the private key is not well-formed PKCS#8 RSA", e);
        }
    }

    private KeyMaterial ecKey(KeySpec spec, byte[] clear) throws InvalidKeyException {
        EcCurve curve = EcCurve.of(spec);
        BigInteger d;
        try {
            d = curve.privateValue(clear);
        } catch (InvalidKeyException e) {
            throw (InvalidKeyException) mismatch(spec, String.valueOf(e.getMessage())).initCause(e);
        }
        if (d.signum() <= 0 || d.compareTo(curve.order()) >= 0) {
            throw mismatch(spec, "its private value is not within the curve's order");
        }
        return spec.keyType() == KeyType.SM2
                ? new SoftwareSm2Key(spec, curve, d)
                : new SoftwareEcKey(spec, curve, d, engines);
    }

    private static InvalidKeyException mismatch(KeySpec spec, String reason) {
        return new InvalidKeyException("the key is no " + spec + " key: " + reason);
    }
}
