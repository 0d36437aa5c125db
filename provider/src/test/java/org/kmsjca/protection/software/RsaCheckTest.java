package org.kmsjca.protection.software;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.RSAPrivateCrtKeySpec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Private keys whose numbers do not belong together. */
class RsaCheckTest {
    private static RSAPrivateCrtKey key;

    @BeforeAll
    static void generate() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", "SunRsaSign");
        generator.initialize(2048);
        key = (RSAPrivateCrtKey) generator.generateKeyPair().getPrivate();
    }

    @Test
    void wholeKeyHasNoFlaw() {
        assertThat(RsaCheck.flaw(key)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "0, product of its primes",
        "1, exponents do not belong",
        "2, exponents do not belong",
        "3, product of its primes",
        "4, product of its primes",
        "5, CRT parameters",
        "6, CRT parameters",
        "7, CRT parameters"
    })
    void eachNumberIsChecked(int changed, String flaw) throws Exception {
        BigInteger[] numbers = {
            key.getModulus(),
            key.getPublicExponent(),
            key.getPrivateExponent(),
            key.getPrimeP(),
            key.getPrimeQ(),
            key.getPrimeExponentP(),
            key.getPrimeExponentQ(),
            key.getCrtCoefficient()
        };
        numbers[changed] = numbers[changed].add(BigInteger.TWO);
        assertThat(RsaCheck.flaw(of(numbers))).contains(flaw);
    }

    @Test
    void smallAndEvenPublicExponentsAreFlaws() throws Exception {
        for (int exponent : new int[] {1, 65536}) {
            BigInteger[] numbers = {
                key.getModulus(),
                BigInteger.valueOf(exponent),
                key.getPrivateExponent(),
                key.getPrimeP(),
                key.getPrimeQ(),
                key.getPrimeExponentP(),
                key.getPrimeExponentQ(),
                key.getCrtCoefficient()
            };
            assertThat(RsaCheck.flaw(of(numbers))).contains("public exponent");
        }
    }

    private static RSAPrivateCrtKey of(BigInteger[] n) throws Exception {
        return (RSAPrivateCrtKey)
                KeyFactory.getInstance("RSA", "SunRsaSign")
                        .generatePrivate(
                                new RSAPrivateCrtKeySpec(
                                        n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7]));
    }
}
