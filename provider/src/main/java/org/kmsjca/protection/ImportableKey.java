package org.kmsjca.protection;

import java.security.InvalidKeyException;
import java.security.Key;
import java.security.PrivateKey;
import java.util.Arrays;
import javax.crypto.SecretKey;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyType;
import org.kmsjca.text.Printable;

/** Tells which KeySpec a key of another provider would be imported as. */
public final class ImportableKey {
    /** RFC 8410 section 3. */
    private static final ASN1ObjectIdentifier ED25519 = new ASN1ObjectIdentifier("1.3.101.112");

    private ImportableKey() {}

    /**
     * The KeySpec of a key that has an encoding.
     *
     * @throws InvalidKeyException when there is none for it
     */
    public static KeySpec specOf(Key key) throws InvalidKeyException {
        if (key instanceof SecretKey) {
            return secretKeySpec(key);
        }
        if (key instanceof PrivateKey) {
            return privateKeySpec(key);
        }
        throw refused(key, "it is neither a secret nor a private key");
    }

    /** Whether the key is an RSA key of id-RSASSA-PSS, RFC 4055, which signs with PSS only. */
    public static boolean isPssOnly(Key key) throws InvalidKeyException {
        if (!(key instanceof PrivateKey)) {
            return false;
        }
        byte[] encoded = encoding(key, "PKCS#8");
        try {
            return PrivateKeyInfo.getInstance(encoded)
                    .getPrivateKeyAlgorithm()
                    .getAlgorithm()
                    .equals(PKCSObjectIdentifiers.id_RSASSA_PSS);
        } catch (IllegalArgumentException e) {
            throw new InvalidKeyException("the private key is not well-formed PKCS#8", e);
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
    }

    private static KeySpec secretKeySpec(Key key) throws InvalidKeyException {
        byte[] encoded = encoding(key, "RAW");
        int bits = encoded.length * Byte.SIZE;
        Arrays.fill(encoded, (byte) 0);
        for (KeySpec spec : KeySpec.values()) {
            // A MAC key may have any length.
            boolean fits = spec.keyType() == KeyType.HMAC || spec.bits() == bits;
            if (spec.keyType().isSymmetric()
                    && spec.keyAlgorithm().equalsIgnoreCase(key.getAlgorithm())
                    && fits) {
                return spec;
            }
        }
        throw refused(key, "no KeySpec for " + key.getAlgorithm() + " of " + bits + " bits");
    }

    private static KeySpec privateKeySpec(Key key) throws InvalidKeyException {
        byte[] encoded = encoding(key, "PKCS#8");
        try {
            PrivateKeyInfo info = PrivateKeyInfo.getInstance(encoded);
            if (RsaPrivateKeyInfo.isRsa(info)) {
                return requireSpec(RsaPrivateKeyInfo.parse(info));
            }
            ASN1ObjectIdentifier parameterSet = parameterSet(info.getPrivateKeyAlgorithm());
            for (KeySpec spec : KeySpec.values()) {
                if (parameterSet != null && parameterSet.equals(objectIdentifier(spec))) {
                    return spec;
                }
            }
            throw refused(
                    key,
                    "no KeySpec for the algorithm "
                            + key.getAlgorithm()
                            + (parameterSet == null ? "" : " with parameters " + parameterSet));
        } catch (IllegalArgumentException e) {
            throw new InvalidKeyException("the private key is not well-formed PKCS#8", e);
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
    }

    /**
     * The KeySpec of an RSA key, whatever the class of the key's object.
     *
     * @throws InvalidKeyException when there is none for its length
     */
    static KeySpec requireSpec(RsaPrivateKeyInfo rsa) throws InvalidKeyException {
        int bits = rsa.bits();
        for (KeySpec spec : KeySpec.values()) {
            if (spec.keyType() == KeyType.RSA && spec.bits() == bits) {
                return spec;
            }
        }
        throw new InvalidKeyException("no KeySpec for RSA of " + bits + " bits");
    }

    /** Gives the named curve, or the algorithm that has one set of parameters. */
    private static @Nullable ASN1ObjectIdentifier parameterSet(AlgorithmIdentifier algorithm) {
        if (!algorithm.getAlgorithm().equals(X9ObjectIdentifiers.id_ecPublicKey)) {
            return algorithm.getAlgorithm();
        }
        return algorithm.getParameters() instanceof ASN1ObjectIdentifier curve ? curve : null;
    }

    private static @Nullable ASN1ObjectIdentifier objectIdentifier(KeySpec spec) {
        return switch (spec) {
            case ED25519 -> ED25519;
            case ML_DSA_44 -> NISTObjectIdentifiers.id_ml_dsa_44;
            case ML_DSA_65 -> NISTObjectIdentifiers.id_ml_dsa_65;
            case ML_DSA_87 -> NISTObjectIdentifiers.id_ml_dsa_87;
            default ->
                    spec.parameterSet().isEmpty()
                            ? null
                            : ECNamedCurveTable.getOID(spec.parameterSet());
        };
    }

    static byte[] encoding(Key key, String format) throws InvalidKeyException {
        byte[] encoded;
        try {
            encoded = format.equals(key.getFormat()) ? key.getEncoded() : null;
        } catch (RuntimeException e) {
            throw refused(key, "its encoding failed: " + e, e);
        }
        if (encoded == null) {
            throw refused(key, "it has no " + format + " encoding: its material stays elsewhere");
        }
        byte[] copy = encoded.clone();
        if (isOfTheJdk(key)) {
            Arrays.fill(encoded, (byte) 0);
        }
        return copy;
    }

    /**
     * Whether {@code getEncoded} gave a copy; a key of the caller's class may give its own array.
     */
    private static boolean isOfTheJdk(Key key) {
        String module = key.getClass().getModule().getName();
        return module != null && (module.startsWith("java.") || module.startsWith("jdk."));
    }

    static InvalidKeyException refused(Key key, String reason) {
        return refused(key, reason, null);
    }

    static InvalidKeyException refused(Key key, String reason, @Nullable Throwable cause) {
        return new InvalidKeyException(
                "a key of "
                        + (key instanceof ImportedKey copy
                                ? copy.origin()
                                : key.getClass().getName())
                        + " cannot be imported: "
                        + Printable.of(reason),
                cause);
    }
}
