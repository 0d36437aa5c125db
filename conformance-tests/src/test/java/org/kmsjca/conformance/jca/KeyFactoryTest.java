package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kmsjca.KeySpec;
import org.kmsjca.conformance.support.JdkKeys;
import org.kmsjca.conformance.support.Peers;
import org.kmsjca.conformance.support.SharedKms;
import org.kmsjca.conformance.support.Sm2Peer;
import org.kmsjca.conformance.support.TestKeys;

/** The key factories give handles back and make public keys only. */
class KeyFactoryTest extends SharedKms {
    static List<String> algorithms() {
        return List.of(
                "RSA", "EC", "SM2", "Ed25519", "ML-DSA", "ML-DSA-44", "ML-DSA-65", "ML-DSA-87");
    }

    private static KeySpec keySpec(String algorithm) {
        return switch (algorithm) {
            case "RSA" -> KeySpec.RSA_2048;
            case "EC" -> KeySpec.EC_P256;
            case "SM2" -> KeySpec.EC_SM2;
            default -> SignatureKeys.keySpec(algorithm);
        };
    }

    @Override
    protected void prepare() {
        for (String algorithm : algorithms()) {
            kms().create(algorithm, keySpec(algorithm));
        }
    }

    private KeyFactory factory(String algorithm) throws GeneralSecurityException {
        return KeyFactory.getInstance(algorithm, kms().provider());
    }

    /** A pair of another provider whose public key is the JDK's, where it has such keys. */
    private static KeyPair foreign(String algorithm) throws GeneralSecurityException {
        KeyPair pair = TestKeys.pair(keySpec(algorithm));
        boolean jdk = Peers.SUN.getService("KeyFactory", algorithm) != null;
        return jdk ? JdkKeys.of(Peers.SUN, pair) : pair;
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void handleIsTranslatedToItself(String algorithm) throws GeneralSecurityException {
        PrivateKey handle = kms().privateKey(algorithm);
        assertThat(factory(algorithm).translateKey(handle)).isSameAs(handle);
        PrivateKey foreign = foreign(algorithm).getPrivate();
        assertThatThrownBy(() -> factory(algorithm).translateKey(foreign))
                .isInstanceOf(InvalidKeyException.class);
        PrivateKey other = kms().privateKey(algorithm.equals("RSA") ? "EC" : "RSA");
        assertThatThrownBy(() -> factory(algorithm).translateKey(other))
                .isInstanceOf(InvalidKeyException.class);
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void handleHasNoKeySpec(String algorithm) {
        assertThatThrownBy(
                        () ->
                                factory(algorithm)
                                        .getKeySpec(
                                                kms().privateKey(algorithm),
                                                PKCS8EncodedKeySpec.class))
                .isInstanceOf(InvalidKeySpecException.class)
                .hasMessageContaining("not extractable");
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void publicKeyIsMadeTranslatedAndEncoded(String algorithm) throws GeneralSecurityException {
        PublicKey foreign = foreign(algorithm).getPublic();
        X509EncodedKeySpec encoded = new X509EncodedKeySpec(foreign.getEncoded());
        PublicKey made = factory(algorithm).generatePublic(encoded);
        assertThat(made.getEncoded()).isEqualTo(foreign.getEncoded());
        assertThat(made.getFormat()).isEqualTo("X.509");
        assertThat(made.getAlgorithm()).isEqualTo(kms().publicKey(algorithm).getAlgorithm());
        assertThat(factory(algorithm).translateKey(foreign)).isEqualTo(made);
        assertThat(factory(algorithm).getKeySpec(made, X509EncodedKeySpec.class).getEncoded())
                .isEqualTo(encoded.getEncoded());
        PublicKey ours = kms().publicKey(algorithm);
        assertThat(factory(algorithm).translateKey(ours)).isEqualTo(ours);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC", "Ed25519"})
    void publicKeysAreTheJdksWhereItHasThem(String algorithm) throws GeneralSecurityException {
        PublicKey jdk = foreign(algorithm).getPublic();
        var encoded = new X509EncodedKeySpec(jdk.getEncoded());
        assertThat(factory(algorithm).generatePublic(encoded))
                .isEqualTo(jdk)
                .isExactlyInstanceOf(jdk.getClass());
    }

    @Test
    void sm2KeyComesFromItsPointAndGoesBack() throws GeneralSecurityException {
        KeyPair pair = TestKeys.newPair(KeySpec.EC_SM2);
        KeyFactory factory = factory("SM2");
        var made = (ECPublicKey) factory.translateKey(Sm2Peer.KONA.own(pair).getPublic());
        var kona = (ECPublicKey) Sm2Peer.KONA.own(pair).getPublic();
        assertThat(made.getW()).isEqualTo(kona.getW());
        assertThat(made.getEncoded()).isEqualTo(pair.getPublic().getEncoded());
        ECPublicKeySpec point = factory.getKeySpec(made, ECPublicKeySpec.class);
        assertThat(point.getW()).isEqualTo(kona.getW());
        assertThat(point.getParams().getOrder()).isEqualTo(kona.getParams().getOrder());
        assertThat(point.getParams().getGenerator()).isEqualTo(kona.getParams().getGenerator());
        assertThat(point.getParams().getCurve().getA())
                .isEqualTo(kona.getParams().getCurve().getA());
        assertThat(point.getParams().getCurve().getB())
                .isEqualTo(kona.getParams().getCurve().getB());
        assertThat(factory.generatePublic(point)).isEqualTo(made);
        ECPoint off = new ECPoint(kona.getW().getAffineX(), kona.getW().getAffineX());
        assertThatThrownBy(
                        () -> factory.generatePublic(new ECPublicKeySpec(off, point.getParams())))
                .isInstanceOf(InvalidKeySpecException.class);
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void keyOfAnotherKindAndNoKeyAtAllAreRefused(String algorithm) throws GeneralSecurityException {
        String other = algorithm.equals("RSA") ? "EC" : "RSA";
        byte[] wrong = kms().publicKey(other).getEncoded();
        byte[] cut = Arrays.copyOf(kms().publicKey(algorithm).getEncoded(), 30);
        for (byte[] encoded : List.of(wrong, cut, new byte[0], new byte[100])) {
            assertThatThrownBy(
                            () ->
                                    factory(algorithm)
                                            .generatePublic(new X509EncodedKeySpec(encoded)))
                    .isInstanceOf(InvalidKeySpecException.class);
        }
        PublicKey key = kms().publicKey(other);
        assertThatThrownBy(() -> factory(algorithm).translateKey(key))
                .isInstanceOf(InvalidKeyException.class);
    }

    @Test
    void nameOfAParameterSetIsThatSetOnly() throws GeneralSecurityException {
        var encoded = new X509EncodedKeySpec(kms().publicKey("ML-DSA-65").getEncoded());
        assertThatThrownBy(() -> factory("ML-DSA-44").generatePublic(encoded))
                .isInstanceOf(InvalidKeySpecException.class);
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void privateKeysAreNotMadeFromClearEncodings(String algorithm) throws GeneralSecurityException {
        var encoded = new PKCS8EncodedKeySpec(foreign(algorithm).getPrivate().getEncoded());
        assertThatThrownBy(() -> factory(algorithm).generatePrivate(encoded))
                .isInstanceOf(InvalidKeySpecException.class);
    }
}
