package org.kmsjca.protection.software;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Field;
import java.math.BigInteger;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.SignatureException;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kmsjca.KeySpec;
import org.kmsjca.crypto.SystemRandom;
import org.kmsjca.mechanism.DigestAlgorithm;
import org.kmsjca.mechanism.SignatureMechanism;
import org.kmsjca.mechanism.SignatureMechanism.Ecdsa.Format;
import org.kmsjca.protection.SigningKey;

/** Nonces hold under a system generator that fails, and faulty signatures do not leave. */
class SignatureNonceTest {
    /** As the generator of a virtual machine that was copied, or of a hostile program. */
    private static final class Constant extends SecureRandom {
        private static final long serialVersionUID = 1L;

        @Override
        public void nextBytes(byte[] bytes) {
            Arrays.fill(bytes, (byte) 7);
        }

        @Override
        public byte[] generateSeed(int length) {
            byte[] seed = new byte[length];
            nextBytes(seed);
            return seed;
        }
    }

    @ParameterizedTest
    @CsvSource({"EC_P256, BC", "EC_P256, JDK", "EC_P384, BC", "EC_P256K, BC"})
    void generatorThatRepeatsItselfGivesNoNonceTwice(KeySpec spec, String engine) throws Exception {
        EcCurve curve = EcCurve.of(spec);
        BigInteger d = curve.randomScalar(SystemRandom.source());
        var key =
                new SoftwareEcKey(
                        spec, curve, d, new EngineTable(Map.of("EC", engine)), new Constant());

        Set<BigInteger> seen = new HashSet<>();
        for (int i = 0; i < 8; i++) {
            byte[] digest = new byte[32];
            digest[31] = (byte) i;
            seen.add(r(key.sign(new SignatureMechanism.Ecdsa(Format.P1363), digest)));
        }

        assertThat(seen).hasSize(8);
    }

    @Test
    void nonceDependsOnTheKeyTheMessageAndTheGenerator() {
        var broken = new HedgedRandom(new Constant());
        var sound = new HedgedRandom(SystemRandom.source());
        byte[] message = {1};

        assertThat(draw(broken.of(BigInteger.TEN, message)))
                .isEqualTo(draw(broken.of(BigInteger.TEN, message)))
                .isNotEqualTo(draw(broken.of(BigInteger.TEN, new byte[] {2})))
                .isNotEqualTo(draw(broken.of(BigInteger.TWO, message)))
                .isNotEqualTo(draw(sound.of(BigInteger.TEN, message)));
        assertThat(draw(sound.of(BigInteger.TEN, message)))
                .isNotEqualTo(draw(sound.of(BigInteger.TEN, message)));
    }

    private static byte[] draw(SecureRandom random) {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return bytes;
    }

    private static BigInteger r(byte[] p1363) {
        return new BigInteger(1, p1363, 0, p1363.length / 2);
    }

    /** The signature of a key whose half of the CRT is wrong gives the primes away. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void faultySignatureOfRsaIsKeptBack(boolean pss) throws Exception {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        var sound = (RSAPrivateCrtKey) generator.generateKeyPair().getPrivate();
        var key = new SoftwareRsaKey(KeySpec.RSA_2048, faulty(sound), new EngineTable(Map.of()));
        SignatureMechanism mechanism =
                pss
                        ? new SignatureMechanism.RsaPss(
                                DigestAlgorithm.SHA256, DigestAlgorithm.SHA256, 32)
                        : new SignatureMechanism.RsaPkcs1(DigestAlgorithm.SHA256);

        assertThatThrownBy(() -> key.sign(mechanism, new byte[32]))
                .isInstanceOf(SignatureException.class);
    }

    private static RSAPrivateCrtKey faulty(RSAPrivateCrtKey key) throws Exception {
        return (RSAPrivateCrtKey)
                KeyFactory.getInstance("RSA")
                        .generatePrivate(
                                new RSAPrivateCrtKeySpec(
                                        key.getModulus(),
                                        key.getPublicExponent(),
                                        key.getPrivateExponent(),
                                        key.getPrimeP(),
                                        key.getPrimeQ(),
                                        key.getPrimeExponentP().flipBit(5),
                                        key.getPrimeExponentQ(),
                                        key.getCrtCoefficient()));
    }

    /** A fault between the two computations looks as if another key had signed. */
    @ParameterizedTest
    @ValueSource(strings = {"EC_P256", "EC_P256K", "EC_SM2", "ED25519"})
    void faultySignatureOnACurveIsKeptBack(KeySpec spec) throws Exception {
        var factory = new ClearKeyFactory(new EngineTable(Map.of()), SystemRandom.source());
        SigningKey key = (SigningKey) factory.generate(spec);
        SignatureMechanism mechanism =
                switch (spec) {
                    case EC_SM2 -> new SignatureMechanism.Sm2();
                    case ED25519 -> new SignatureMechanism.Ed25519();
                    default -> new SignatureMechanism.Ecdsa(Format.DER);
                };
        assertThat(key.sign(mechanism, new byte[32])).isNotEmpty();

        Field field = key.getClass().getDeclaredField("verificationKey");
        field.setAccessible(true);
        field.set(key, field.get(factory.generate(spec)));

        assertThatThrownBy(() -> key.sign(mechanism, new byte[32]))
                .isInstanceOf(SignatureException.class)
                .hasMessageContaining("computed wrongly");
    }
}
