package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidParameterException;
import java.security.Key;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.Security;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.KeyGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.kmsjca.CmkSpec;
import org.kmsjca.DataKey;
import org.kmsjca.DataKeySpec;
import org.kmsjca.KeySpec;
import org.kmsjca.KmsProvider;
import org.kmsjca.conformance.support.SharedKms;

/** Generators by the KMS's names of KeySpecs make keys of that one KeySpec. */
@Tag("once")
class KmsGeneratorsTest extends SharedKms {
    /** The KMS's names, written here by hand. */
    static List<String> secretKeySpecs() {
        return List.of(
                "Aliyun_AES_256",
                "Aliyun_AES_192",
                "Aliyun_AES_128",
                "Aliyun_SM4",
                "HMAC_SHA_1",
                "HMAC_SHA_224",
                "HMAC_SHA_256",
                "HMAC_SHA_384",
                "HMAC_SHA_512",
                "HMAC_SHA_512_224",
                "HMAC_SHA_512_256",
                "HMAC_SHA3_224",
                "HMAC_SHA3_256",
                "HMAC_SHA3_384",
                "HMAC_SHA3_512",
                "HMAC_SM3");
    }

    static List<String> keyPairSpecs() {
        return List.of(
                "RSA_2048",
                "RSA_3072",
                "RSA_4096",
                "EC_P256",
                "EC_P256K",
                "EC_P384",
                "EC_P521",
                "EC_SM2",
                "Ed25519",
                "ML_DSA_44",
                "ML_DSA_65",
                "ML_DSA_87");
    }

    static List<String> services() {
        return Stream.concat(
                        secretKeySpecs().stream().map("KeyGenerator."::concat),
                        keyPairSpecs().stream().map("KeyPairGenerator."::concat))
                .toList();
    }

    private KeyGenerator secrets(String name) throws GeneralSecurityException {
        return KeyGenerator.getInstance(name, kms().provider());
    }

    private KeyPairGenerator pairs(String name) throws GeneralSecurityException {
        return KeyPairGenerator.getInstance(name, kms().provider());
    }

    @ParameterizedTest
    @MethodSource("secretKeySpecs")
    void secretKeyIsOfItsKeySpec(String name) throws GeneralSecurityException {
        KeySpec spec = KeySpec.of(name);
        Key plain = secrets(name).generateKey();
        assertThat(plain.getAlgorithm()).isEqualTo(spec.keyAlgorithm());
        KeyGenerator sized = secrets(name);
        sized.init(spec.bits());
        assertThat(sized.generateKey().getAlgorithm()).isEqualTo(spec.keyAlgorithm());
        assertThatThrownBy(() -> sized.init(spec.bits() == 128 ? 256 : 128))
                .isInstanceOf(InvalidParameterException.class);
        KeyGenerator kept = secrets(name);
        kept.init(CmkSpec.builder(spec).alias("kept-" + name).build());
        assertThat(kept.generateKey()).isEqualTo(kms().handle("kept-" + name));
        assertThat(kms().kms().describeKey("alias/kept-" + name).keySpec()).isEqualTo(spec);
        for (KeySpec other : KeySpec.values()) {
            if (other != spec) {
                assertThatThrownBy(() -> kept.init(CmkSpec.of(other)))
                        .as("%s", other)
                        .isInstanceOf(InvalidAlgorithmParameterException.class);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("keyPairSpecs")
    void keyPairIsOfItsKeySpec(String name) throws GeneralSecurityException {
        KeySpec spec = KeySpec.of(name);
        assertThat(pairs(name).generateKeyPair().getPrivate().getAlgorithm())
                .isEqualTo(spec.keyAlgorithm());
        KeyPairGenerator kept = pairs(name);
        kept.initialize(CmkSpec.builder(spec).alias("kept-" + name).build());
        assertThat(kept.generateKeyPair().getPrivate()).isEqualTo(kms().handle("kept-" + name));
        assertThat(kms().kms().describeKey("alias/kept-" + name).keySpec()).isEqualTo(spec);
        assertThatThrownBy(() -> kept.initialize(1024))
                .isInstanceOf(InvalidParameterException.class);
        for (KeySpec other : KeySpec.values()) {
            if (other != spec) {
                assertThatThrownBy(() -> kept.initialize(CmkSpec.of(other)))
                        .as("%s", other)
                        .isInstanceOf(InvalidAlgorithmParameterException.class);
            }
        }
    }

    /** KeySpec of GenerateDataKey is AES_256 or AES_128. */
    @ParameterizedTest
    @CsvSource({
        "AES_256, AES, 32",
        "AES_128, AES, 16",
        "Aliyun_AES_192, AES, 24",
        "Aliyun_SM4, SM4, 16",
        "HMAC_SHA_512, HmacSHA512, 32"
    })
    void dataKeyIsOneForTheCiphersOfTheKeySpec(String name, String algorithm, int bytes)
            throws GeneralSecurityException {
        kms().create("cmk-" + name, KeySpec.ALIYUN_AES_256);
        KeyGenerator generator = secrets(name);
        generator.init(DataKeySpec.of("alias/cmk-" + name));
        DataKey key = (DataKey) generator.generateKey();
        assertThat(key.getAlgorithm()).isEqualTo(algorithm);
        assertThat(key.getEncoded()).hasSize(bytes);
        if (!algorithm.startsWith("Hmac")) {
            DataKeySpec other =
                    DataKeySpec.builder("alias/cmk-" + name).numberOfBytes(bytes + 8).build();
            assertThatThrownBy(() -> generator.init(other))
                    .isInstanceOf(InvalidAlgorithmParameterException.class);
        }
    }

    /** Who names the KMS's name wants the KMS: nobody else has it, so place does not count. */
    @Test
    void fromTheFirstPlaceTheNamesOfTheKmsMakeItsKeys() throws GeneralSecurityException {
        Provider provider = kms().provider();
        Security.insertProviderAt(provider, 1);
        try {
            assertThat(KeyPairGenerator.getInstance("RSA_2048").generateKeyPair().getPrivate())
                    .extracting(Key::getEncoded)
                    .isNull();
            assertThat(KeyGenerator.getInstance("Aliyun_AES_256").generateKey())
                    .extracting(Key::getEncoded)
                    .isNull();
        } finally {
            Security.removeProvider(KmsProvider.NAME);
        }
    }
}
