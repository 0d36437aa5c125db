package org.kmsjca.jca;

import java.security.InvalidAlgorithmParameterException;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.jspecify.annotations.Nullable;
import org.kmsjca.CmkSpec;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyType;
import org.kmsjca.text.Printable;

/** Finds the KeySpec that a generator's parameters mean. */
final class RequestedKeySpec {
    private RequestedKeySpec() {}

    static CmkSpec cmkSpec(@Nullable AlgorithmParameterSpec spec, Algorithm.KeyMaker algorithm)
            throws InvalidAlgorithmParameterException {
        if (!(spec instanceof CmkSpec cmk)) {
            throw new InvalidAlgorithmParameterException(
                    "the %s %s takes org.kmsjca.CmkSpec (for data keys: DataKeySpec), not %s"
                            .formatted(
                                    algorithm.type(),
                                    algorithm.name(),
                                    (spec == null ? "null" : spec.getClass().getName())));
        }
        requireSpec(algorithm, cmk.keySpec());
        return cmk;
    }

    /** Refuses a KeySpec that the generator does not make. */
    static void requireSpec(Algorithm.KeyMaker algorithm, KeySpec spec)
            throws InvalidAlgorithmParameterException {
        if (!allows(algorithm, spec)) {
            throw new InvalidAlgorithmParameterException(
                    "the %s %s does not make %s keys"
                            .formatted(algorithm.type(), algorithm.name(), spec));
        }
    }

    /** The spec of that size; of elliptic curves the one that SEC 2 calls r1. */
    static @Nullable KeySpec find(Algorithm.KeyMaker algorithm, int bits) {
        for (KeySpec spec : KeySpec.values()) {
            if (allows(algorithm, spec) && spec.bits() == bits) {
                return spec;
            }
        }
        return null;
    }

    static List<Integer> sizes(Algorithm.KeyMaker algorithm) {
        List<Integer> sizes = new ArrayList<>();
        for (KeySpec spec : KeySpec.values()) {
            if (allows(algorithm, spec) && !sizes.contains(spec.bits())) {
                sizes.add(spec.bits());
            }
        }
        return sizes;
    }

    private static boolean allows(Algorithm.KeyMaker algorithm, KeySpec spec) {
        return spec.keyType() == algorithm.keyType()
                && (algorithm.onlySpec() == null || algorithm.onlySpec() == spec);
    }

    /** The KeySpec of a generator that was never initialised. */
    static KeySpec defaultKeyPair(Algorithm.KeyMaker algorithm) {
        KeySpec only = algorithm.onlySpec();
        if (only != null) {
            return only;
        }
        return switch (algorithm.keyType()) {
            case RSA -> KeySpec.RSA_3072;
            case ML_DSA -> KeySpec.ML_DSA_65;
            default -> KeySpec.EC_P256;
        };
    }

    /** The spec of standard parameters for a key pair. */
    static KeySpec keyPairSpec(Algorithm.KeyMaker algorithm, @Nullable AlgorithmParameterSpec spec)
            throws InvalidAlgorithmParameterException {
        KeySpec found = null;
        if (algorithm.keyType() == KeyType.RSA && spec instanceof RSAKeyGenParameterSpec rsa) {
            if (!RSAKeyGenParameterSpec.F4.equals(rsa.getPublicExponent())) {
                throw new InvalidAlgorithmParameterException(
                        "RSA keys are made with the public exponent 65537 only");
            }
            found = find(algorithm, rsa.getKeysize());
        } else if (spec instanceof ECGenParameterSpec curve) {
            found = findCurve(algorithm, curve.getName());
        } else if (spec instanceof ECParameterSpec curve) {
            found = findCurve(algorithm, curve);
        } else if (spec instanceof NamedParameterSpec named) {
            found = findNamed(algorithm, named.getName());
        }
        if (found == null) {
            throw new InvalidAlgorithmParameterException(
                    "no KeySpec for these "
                            + algorithm.name()
                            + " parameters: "
                            + Printable.of(String.valueOf(spec)));
        }
        return found;
    }

    private static @Nullable KeySpec findNamed(
            Algorithm.KeyMaker algorithm, @Nullable String name) {
        for (KeySpec spec : KeySpec.values()) {
            // Curves come as ECGenParameterSpec: so the JDK has it.
            if (allows(algorithm, spec)
                    && !isCurve(spec)
                    && spec.parameterSet().equalsIgnoreCase(name)) {
                return spec;
            }
        }
        return null;
    }

    /**
     * Finds a curve by its name or object identifier; the JDK puts the standard before the name.
     */
    private static @Nullable KeySpec findCurve(
            Algorithm.KeyMaker algorithm, @Nullable String givenName) {
        if (givenName == null) {
            return null;
        }
        String name = givenName.replaceFirst("^(NIST|X9\\.62) ", "");
        ASN1ObjectIdentifier wanted =
                name.matches("[0-9.]+")
                        ? ASN1ObjectIdentifier.tryFromID(name)
                        : ECNamedCurveTable.getOID(name);
        for (KeySpec spec : KeySpec.values()) {
            if (allows(algorithm, spec)
                    && isCurve(spec)
                    && ECNamedCurveTable.getOID(spec.parameterSet()).equals(wanted)) {
                return spec;
            }
        }
        return null;
    }

    private static @Nullable KeySpec findCurve(
            Algorithm.KeyMaker algorithm, ECParameterSpec parameters) {
        for (KeySpec spec : KeySpec.values()) {
            if (allows(algorithm, spec)
                    && isCurve(spec)
                    && ECNamedCurveTable.getByName(spec.parameterSet())
                            .getN()
                            .equals(parameters.getOrder())) {
                return spec;
            }
        }
        return null;
    }

    private static boolean isCurve(KeySpec spec) {
        return spec.keyType() == KeyType.EC || spec.keyType() == KeyType.SM2;
    }
}
