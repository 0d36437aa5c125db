package org.kmsjca.protection;

import java.io.IOException;
import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.jspecify.annotations.Nullable;

/**
 * An RSA private key of PKCS#8, parsed. What an engine needs for the Chinese remainder theorem is
 * computed where an encoding leaves it out, as a key of modulus and exponents only does.
 */
final class RsaPrivateKeyInfo {
    private static final BigInteger ONE = BigInteger.ONE;

    /** Tried where an encoding has no public exponent: JDK keys of modulus and d have none. */
    private static final List<BigInteger> USUAL_EXPONENTS =
            List.of(BigInteger.valueOf(65537), BigInteger.valueOf(3), BigInteger.valueOf(17));

    /** Each base finds the primes with a probability of one half at least. */
    private static final int BASES = 60;

    private final PrivateKeyInfo info;
    private final RSAPrivateKey key;

    private RsaPrivateKeyInfo(PrivateKeyInfo info, RSAPrivateKey key) {
        this.info = info;
        this.key = key;
    }

    /** Whether the key is one of rsaEncryption or id-RSASSA-PSS. */
    static boolean isRsa(PrivateKeyInfo info) {
        ASN1ObjectIdentifier algorithm = info.getPrivateKeyAlgorithm().getAlgorithm();
        return algorithm.equals(PKCSObjectIdentifiers.rsaEncryption)
                || algorithm.equals(PKCSObjectIdentifiers.id_RSASSA_PSS);
    }

    /**
     * Parses a key for which {@link #isRsa} is true.
     *
     * @throws InvalidKeyException when it has more than two primes or a number below zero, or is
     *     not well-formed
     */
    static RsaPrivateKeyInfo parse(PrivateKeyInfo info) throws InvalidKeyException {
        RSAPrivateKey key;
        try {
            key = RSAPrivateKey.getInstance(info.parsePrivateKey());
        } catch (IOException | RuntimeException e) {
            throw new InvalidKeyException("the private key is not well-formed PKCS#8 RSA", e);
        }
        if (key.getVersion().signum() != 0) {
            throw new InvalidKeyException(
                    "the RSA key has three primes or more (a multi-prime key of RFC 8017, section"
                            + " 3.2), which neither the KMS nor a token takes; make one of two primes");
        }
        if (numbers(key).anyMatch(number -> number.signum() < 0)) {
            throw new InvalidKeyException("the RSA key has a number below zero");
        }
        return new RsaPrivateKeyInfo(info, key);
    }

    private static Stream<BigInteger> numbers(RSAPrivateKey key) {
        return Stream.concat(
                Stream.of(key.getModulus(), key.getPublicExponent(), key.getPrivateExponent()),
                crtValues(key));
    }

    private static Stream<BigInteger> crtValues(RSAPrivateKey key) {
        return Stream.of(
                key.getPrime1(),
                key.getPrime2(),
                key.getExponent1(),
                key.getExponent2(),
                key.getCoefficient());
    }

    /** The length of the modulus in bits. */
    int bits() {
        return key.getModulus().bitLength();
    }

    /**
     * The encoding with all values: the given one when it has them already.
     *
     * @throws InvalidKeyException when they cannot be computed
     */
    PrivateKeyInfo completed() throws InvalidKeyException {
        if (crtValues(key).allMatch(number -> number.signum() > 0)) {
            return info;
        }
        BigInteger n = key.getModulus();
        BigInteger d = key.getPrivateExponent();
        if (n.signum() <= 0 || !n.testBit(0) || d.compareTo(ONE) <= 0 || d.compareTo(n) >= 0) {
            throw new InvalidKeyException(
                    "the RSA key's private exponent is not a number from 2 to its odd modulus");
        }
        BigInteger given = key.getPublicExponent();
        for (BigInteger e : given.signum() > 0 ? List.of(given) : USUAL_EXPONENTS) {
            BigInteger p = e.compareTo(n) < 0 ? prime(n, e, d) : null;
            if (p != null) {
                return encode(n, e, d, p.max(n.divide(p)), p.min(n.divide(p)));
            }
        }
        throw new InvalidKeyException(
                given.signum() > 0
                        ? "the RSA key has no CRT values, and its exponents do not belong to each"
                                + " other"
                        : ("the RSA key has neither CRT values nor a public exponent, and none of %s"
                                        + " is it; give the key with its exponent")
                                .formatted(USUAL_EXPONENTS));
    }

    private PrivateKeyInfo encode(
            BigInteger n, BigInteger e, BigInteger d, BigInteger p, BigInteger q)
            throws InvalidKeyException {
        try {
            return new PrivateKeyInfo(
                    info.getPrivateKeyAlgorithm(),
                    new RSAPrivateKey(
                            n,
                            e,
                            d,
                            p,
                            q,
                            d.mod(p.subtract(ONE)),
                            d.mod(q.subtract(ONE)),
                            q.modInverse(p)));
        } catch (IOException | ArithmeticException failure) {
            throw new InvalidKeyException("the RSA key's primes do not make a key", failure);
        }
    }

    /**
     * A prime of the modulus; null when there is none to be found with these exponents. The method
     * of NIST SP 800-56B (2014), appendix C, with small bases for random ones: a key that was made
     * so that they fail is refused, and harms nobody else.
     */
    private static @Nullable BigInteger prime(BigInteger n, BigInteger e, BigInteger d) {
        BigInteger k = e.multiply(d).subtract(ONE);
        if (k.signum() <= 0 || k.testBit(0)) {
            return null;
        }
        int twos = k.getLowestSetBit();
        BigInteger odd = k.shiftRight(twos);
        BigInteger minusOne = n.subtract(ONE);
        for (int base = 2; base < 2 + BASES; base++) {
            BigInteger root = BigInteger.valueOf(base).modPow(odd, n);
            if (root.equals(ONE)) {
                continue;
            }
            BigInteger square = root;
            for (int i = 0; i < twos && !square.equals(ONE); i++) {
                root = square;
                square = square.multiply(square).mod(n);
            }
            if (!square.equals(ONE)) {
                return null; // the exponents are not inverse to each other
            }
            if (!root.equals(minusOne)) {
                return root.subtract(ONE).gcd(n);
            }
        }
        return null;
    }
}
