package org.kmsjca.protection.software;

import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.jspecify.annotations.Nullable;
import org.kmsjca.mechanism.DigestAlgorithm;
import org.kmsjca.mechanism.SignatureMechanism;

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
     * @throws InvalidKeyException when it is no PKCS#8
     */
    static String algorithm(byte[] pkcs8) throws InvalidKeyException {
        AlgorithmIdentifier identifier;
        try {
            identifier = PrivateKeyInfo.getInstance(pkcs8).getPrivateKeyAlgorithm();
        } catch (IllegalArgumentException e) {
            throw new InvalidKeyException("the private key is not well-formed PKCS#8 RSA", e);
        }
        return identifier.getAlgorithm().equals(PKCSObjectIdentifiers.id_RSASSA_PSS)
                ? RSASSA_PSS
                : "RSA";
    }

    /**
     * The parameters that a key of id-RSASSA-PSS is limited to, RFC 4055 section 3.1: the digests
     * are to be these, the salt is to be this long or longer. Null when there are none.
     *
     * @throws InvalidKeyException when nothing here signs with them
     */
    static SignatureMechanism.@Nullable RsaPss limit(RSAPrivateCrtKey key)
            throws InvalidKeyException {
        AlgorithmParameterSpec parameters = key.getParams();
        if (parameters == null) {
            return null;
        }
        if (parameters instanceof PSSParameterSpec pss
                && pss.getMGFParameters() instanceof MGF1ParameterSpec mgf1
                && pss.getTrailerField() == PSSParameterSpec.TRAILER_FIELD_BC) {
            DigestAlgorithm digest = DigestAlgorithm.find(pss.getDigestAlgorithm());
            DigestAlgorithm mask = DigestAlgorithm.find(mgf1.getDigestAlgorithm());
            if (digest != null && mask != null) {
                requireFit(key.getModulus().bitLength(), digest, pss.getSaltLength());
                return new SignatureMechanism.RsaPss(digest, mask, pss.getSaltLength());
            }
        }
        throw new InvalidKeyException(
                "the key of id-RSASSA-PSS is limited to parameters that are not supported: "
                        + parameters);
    }

    /** RFC 8017 section 9.1.1: digest, salt and two bytes must fit into the encoded message. */
    private static void requireFit(int bits, DigestAlgorithm digest, int leastSalt)
            throws InvalidKeyException {
        int longest = (bits - 1 + 7) / 8 - digest.length() - 2;
        if (leastSalt > longest) {
            throw new InvalidKeyException(
                    ("the key of id-RSASSA-PSS is limited to salts of %d bytes or more, and its"
                                    + " signatures with %s have room for %d: it can sign nothing")
                            .formatted(leastSalt, digest.jcaName(), longest));
        }
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
        if (d.compareTo(n) >= 0 || key.getCrtCoefficient().compareTo(p) >= 0) {
            return "its numbers are larger than its modulus and primes"; // arithmetic takes long
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
