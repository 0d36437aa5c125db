package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kmsjca.KeySpec;
import org.kmsjca.conformance.support.SharedKms;
import org.kmsjca.conformance.support.TestKeys;

/** The key factories give handles back and make public keys only. */
class KeyFactoryTest extends SharedKms {
    static List<String> algorithms() {
        return List.of("RSA", "EC");
    }

    @Override
    protected void prepare() {
        kms().create("RSA", KeySpec.RSA_2048);
        kms().create("EC", KeySpec.EC_P256);
    }

    private KeyFactory factory(String algorithm) throws GeneralSecurityException {
        return KeyFactory.getInstance(algorithm, kms().provider());
    }

    private static KeyPair foreign(String algorithm) {
        return TestKeys.pair(algorithm.equals("RSA") ? KeySpec.RSA_2048 : KeySpec.EC_P256);
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void handleIsTranslatedToItself(String algorithm) throws GeneralSecurityException {
        PrivateKey handle = kms().privateKey(algorithm);
        assertThat(factory(algorithm).translateKey(handle)).isSameAs(handle);
        assertThatThrownBy(() -> factory(algorithm).translateKey(foreign(algorithm).getPrivate()))
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
    void publicKeysAreTheJdks(String algorithm) throws GeneralSecurityException {
        KeyPair pair = foreign(algorithm);
        X509EncodedKeySpec encoded = new X509EncodedKeySpec(pair.getPublic().getEncoded());
        assertThat(factory(algorithm).generatePublic(encoded)).isEqualTo(pair.getPublic());
        assertThat(factory(algorithm).translateKey(pair.getPublic())).isEqualTo(pair.getPublic());
        assertThat(
                        factory(algorithm)
                                .getKeySpec(pair.getPublic(), X509EncodedKeySpec.class)
                                .getEncoded())
                .isEqualTo(encoded.getEncoded());
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void privateKeysAreNotMadeFromClearEncodings(String algorithm) {
        var encoded = new PKCS8EncodedKeySpec(foreign(algorithm).getPrivate().getEncoded());
        assertThatThrownBy(() -> factory(algorithm).generatePrivate(encoded))
                .isInstanceOf(InvalidKeySpecException.class);
    }
}
