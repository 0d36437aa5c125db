package org.kmsjca.protection;

import java.security.InvalidKeyException;
import java.security.Key;
import java.security.PrivateKey;
import java.security.interfaces.RSAKey;
import java.util.Arrays;
import javax.crypto.SecretKey;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyType;

/** Tells which KeySpec a key of another provider would be imported as. */
public final class ForeignKey {
    private ForeignKey() {}

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

    private static KeySpec secretKeySpec(Key key) throws InvalidKeyException {
        if (!KeyType.AES.name().equalsIgnoreCase(key.getAlgorithm())) {
            throw refused(key, "no KeySpec for the algorithm " + key.getAlgorithm());
        }
        byte[] encoded = encoding(key, "RAW");
        int bits = encoded.length * Byte.SIZE;
        Arrays.fill(encoded, (byte) 0);
        return find(KeyType.AES, bits, "", key);
    }

    private static KeySpec privateKeySpec(Key key) throws InvalidKeyException {
        if (key instanceof RSAKey rsa) {
            return find(KeyType.RSA, rsa.getModulus().bitLength(), "", key);
        }
        byte[] encoded = encoding(key, "PKCS#8");
        try {
            var algorithm = PrivateKeyInfo.getInstance(encoded).getPrivateKeyAlgorithm();
            if (!algorithm.getAlgorithm().equals(X9ObjectIdentifiers.id_ecPublicKey)
                    || !(algorithm.getParameters() instanceof ASN1ObjectIdentifier curve)) {
                throw refused(key, "no KeySpec for the algorithm " + key.getAlgorithm());
            }
            for (KeySpec spec : KeySpec.values()) {
                if (spec.keyType() == KeyType.EC
                        && curve.equals(ECNamedCurveTable.getOID(spec.curve()))) {
                    return spec;
                }
            }
            throw refused(key, "no KeySpec for the curve " + ECNamedCurveTable.getName(curve));
        } catch (IllegalArgumentException e) {
            throw new InvalidKeyException("the private key is not well-formed PKCS#8", e);
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
    }

    private static KeySpec find(KeyType type, int bits, String curve, Key key)
            throws InvalidKeyException {
        for (KeySpec spec : KeySpec.values()) {
            if (spec.keyType() == type && spec.bits() == bits && spec.curve().equals(curve)) {
                return spec;
            }
        }
        throw refused(key, "no KeySpec for " + type + " of " + bits + " bits");
    }

    private static byte[] encoding(Key key, String format) throws InvalidKeyException {
        byte[] encoded = format.equals(key.getFormat()) ? key.getEncoded() : null;
        if (encoded == null) {
            throw refused(key, "it has no " + format + " encoding: its material stays elsewhere");
        }
        return encoded;
    }

    private static InvalidKeyException refused(Key key, String reason) {
        return new InvalidKeyException(
                "a key of " + key.getClass().getName() + " cannot be imported: " + reason);
    }
}
