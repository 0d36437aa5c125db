package org.kmsjca.jca;

import java.security.InvalidAlgorithmParameterException;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.jspecify.annotations.Nullable;
import org.kmsjca.CmkSpec;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyType;

/** Finds the KeySpec that a generator's parameters mean. */
final class Generation {
    private Generation() {}

    static CmkSpec cmkSpec(@Nullable AlgorithmParameterSpec spec, Algorithm.KeyMaker algorithm)
            throws InvalidAlgorithmParameterException {
        if (!(spec instanceof CmkSpec cmk)) {
            throw new InvalidAlgorithmParameterException(
                    "the "
                            + algorithm.type()
                            + " "
                            + algorithm.name()
                            + " takes org.kmsjca.CmkSpec, not "
                            + (spec == null ? "null" : spec.getClass().getName()));
        }
        if (cmk.keySpec().keyType() != algorithm.keyType()) {
            throw new InvalidAlgorithmParameterException(
                    "the "
                            + algorithm.type()
                            + " "
                            + algorithm.name()
                            + " does not make "
                            + cmk.keySpec()
                            + " keys");
        }
        return cmk;
    }

    /** The spec of that type and size; of elliptic curves the one that SEC 2 calls r1. */
    static @Nullable KeySpec find(KeyType type, int bits) {
        for (KeySpec spec : KeySpec.values()) {
            if (spec.keyType() == type && spec.bits() == bits) {
                return spec;
            }
        }
        return null;
    }

    static List<Integer> sizes(KeyType type) {
        List<Integer> sizes = new ArrayList<>();
        for (KeySpec spec : KeySpec.values()) {
            if (spec.keyType() == type && !sizes.contains(spec.bits())) {
                sizes.add(spec.bits());
            }
        }
        return sizes;
    }

    /** The spec of standard parameters for a key pair. */
    static KeySpec keyPairSpec(KeyType type, @Nullable AlgorithmParameterSpec spec)
            throws InvalidAlgorithmParameterException {
        KeySpec found = null;
        if (type == KeyType.RSA && spec instanceof RSAKeyGenParameterSpec rsa) {
            if (!RSAKeyGenParameterSpec.F4.equals(rsa.getPublicExponent())) {
                throw new InvalidAlgorithmParameterException(
                        "RSA keys are made with the public exponent 65537 only");
            }
            found = find(type, rsa.getKeysize());
        } else if (type == KeyType.EC && spec instanceof ECGenParameterSpec curve) {
            found = findCurve(curve.getName());
        } else if (type == KeyType.EC && spec instanceof ECParameterSpec curve) {
            found = findCurve(curve);
        }
        if (found == null) {
            throw new InvalidAlgorithmParameterException(
                    "no KeySpec for these " + type + " parameters: " + spec);
        }
        return found;
    }

    /**
     * Finds a curve by its name or object identifier; the JDK puts the standard before the name.
     */
    private static @Nullable KeySpec findCurve(String givenName) {
        String name = givenName.replaceFirst("^(NIST|X9\\.62) ", "");
        ASN1ObjectIdentifier wanted =
                name.matches("[0-9.]+")
                        ? new ASN1ObjectIdentifier(name)
                        : ECNamedCurveTable.getOID(name);
        for (KeySpec spec : KeySpec.values()) {
            if (spec.keyType() == KeyType.EC
                    && ECNamedCurveTable.getOID(spec.curve()).equals(wanted)) {
                return spec;
            }
        }
        return null;
    }

    private static @Nullable KeySpec findCurve(ECParameterSpec parameters) {
        for (KeySpec spec : KeySpec.values()) {
            if (spec.keyType() == KeyType.EC
                    && ECNamedCurveTable.getByName(spec.curve())
                            .getN()
                            .equals(parameters.getOrder())) {
                return spec;
            }
        }
        return null;
    }
}
