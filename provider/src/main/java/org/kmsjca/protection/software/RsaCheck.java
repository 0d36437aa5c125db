package org.kmsjca.protection.software;

import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.security.interfaces.RSAPrivateCrtKey;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.jspecify.annotations.Nullable;

/**
 * Whether the numbers of an RSA private key belong together (RFC 8017, 3.2). A key whose CRT
 * parameters do not would sign wrongly, and such a signature gives the primes away.
 */
final class RsaCheck {
    private static final BigInteger LEAST_EXPONENT = BigInteger.valueOf(3);

    /** The JDK's name of keys that sign PSS only, RFC 4055. */
    static final String RSASSA_PSS = "RSASSA-PSS";

    private RsaCheck() {}

    /**
     * The JDK's name of the key's kind.
     *
     * @throws InvalidKeyException when it is limited to certain PSS parameters, which nothing here
     *     would hold it to
     */
    static String algorithm(byte[] pkcs8) throws InvalidKeyException {
        AlgorithmIdentifier identifier;
        try {
            identifier = PrivateKeyInfo.getInstance(pkcs8).getPrivateKeyAlgorithm();
        } catch (IllegalArgumentException e) {
            throw new InvalidKeyException("the private key is not well-formed PKCS#8 RSA", e);
        }
        if (!identifier.getAlgorithm().equals(PKCSObjectIdentifiers.id_RSASSA_PSS)) {
            return "RSA";
        }
        if (identifier.getParameters() != null) {
            throw new InvalidKeyException(
                    "the key of id-RSASSA-PSS is limited to certain parameters; only such keys"
                            + " without parameters are taken");
        }
        return RSASSA_PSS;
    }

    /** Describes what is wrong with the key; null when nothing is. */
    static @Nullable String flaw(RSAPrivateCrtKey key) {
        BigInteger n = key.getModulus();
        BigInteger e = key.getPublicExponent();
        BigInteger d = key.getPrivateExponent();
        BigInteger p = key.getPrimeP();
        BigInteger q = key.getPrimeQ();
        if (p.compareTo(BigInteger.ONE) <= 0
                || q.compareTo(BigInteger.ONE) <= 0
                || !p.multiply(q).equals(n)) {
            return "its modulus is not the product of its primes";
        }
        if (e.compareTo(LEAST_EXPONENT) < 0 || e.compareTo(n) >= 0 || !e.testBit(0)) {
            return "its public exponent is not an odd number from 3 to its modulus";
        }
        BigInteger p1 = p.subtract(BigInteger.ONE);
        BigInteger q1 = q.subtract(BigInteger.ONE);
        if (!isOne(e.multiply(d), p1) || !isOne(e.multiply(d), q1)) {
            return "its exponents do not belong to each other";
        }
        if (!key.getPrimeExponentP().equals(d.mod(p1))
                || !key.getPrimeExponentQ().equals(d.mod(q1))
                || !isOne(key.getCrtCoefficient().multiply(q), p)) {
            return "its CRT parameters do not belong to its exponents and primes";
        }
        return null;
    }

    private static boolean isOne(BigInteger number, BigInteger modulus) {
        return number.mod(modulus).equals(BigInteger.ONE.mod(modulus));
    }
}
