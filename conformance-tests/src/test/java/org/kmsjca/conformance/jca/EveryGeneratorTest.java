package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.crypto.KeyGenerator;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kmsjca.CmkSpec;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyType;
import org.kmsjca.ProtectionLevel;
import org.kmsjca.conformance.support.KmsUnderTest;
import org.kmsjca.conformance.support.Peers;

/**
 * Every name that makes keys: with and without the provider's name, from the first and the last
 * place of the list, with every form of parameters. A program that names nobody gets the JDK's keys
 * where the JDK has the name. Which provider is found does not depend on the protection level.
 */
class EveryGeneratorTest {
    private static KmsUnderTest kms;

    @BeforeAll
    static void open(@TempDir Path directory) {
        kms = KmsUnderTest.open(ProtectionLevel.SOFTWARE, directory);
    }

    @AfterAll
    static void close() {
        kms.close();
    }

    /** What a generator is told before it makes a key. */
    private interface Form<G> {
        void tell(G generator) throws GeneralSecurityException;
    }

    /** The KeySpec that the parameters ask for. */
    private static KeySpec spec(OfferedName name) {
        String main = name.main();
        return switch (main) {
            case "AES" -> KeySpec.ALIYUN_AES_256;
            case "RSA" -> KeySpec.RSA_2048;
            case "EC" -> KeySpec.EC_P256;
            case "ML-DSA" -> KeySpec.ML_DSA_65;
            default ->
                    Stream.of(KeySpec.values())
                            .filter(
                                    spec ->
                                            main.equalsIgnoreCase(spec.toString())
                                                    || main.equals(spec.keyAlgorithm())
                                                    || main.equals(spec.parameterSet()))
                            .findFirst()
                            .orElseThrow();
        };
    }

    private static List<Provider> peers(OfferedName name) {
        return Stream.concat(OfferedName.JDK.stream(), Stream.of(Peers.BOUNCY_CASTLE))
                .filter(name::isIn)
                .toList();
    }

    static List<OfferedName> secretKeys() {
        return OfferedName.of("KeyGenerator");
    }

    @ParameterizedTest
    @MethodSource("secretKeys")
    void secretKeys(OfferedName name) throws GeneralSecurityException {
        int bits = spec(name).bits();
        Map<String, Form<KeyGenerator>> forms = new LinkedHashMap<>();
        forms.put("nothing", generator -> {});
        forms.put("bits", generator -> generator.init(bits));
        forms.put("random", generator -> generator.init(new SecureRandom()));
        forms.put("bits and random", generator -> generator.init(bits, new SecureRandom()));
        for (ListPlace place : ListPlace.values()) {
            place.look(
                    kms.provider(),
                    named -> {
                        boolean ours = named != null || !name.isInJdk();
                        for (Map.Entry<String, Form<KeyGenerator>> form : forms.entrySet()) {
                            KeyGenerator generator = generator(name, named);
                            form.getValue().tell(generator);
                            assertKey(place, form.getKey(), generator.generateKey(), ours);
                        }
                        KeyGenerator ofCmks = generator(name, named);
                        ofCmks.init(CmkSpec.of(spec(name)));
                        assertKey(place, "CmkSpec", ofCmks.generateKey(), true);
                        return null;
                    });
        }
        Key key = generator(name, kms.provider()).generateKey();
        for (Provider peer : peers(name)) {
            assertThat(generator(name, peer).generateKey().getAlgorithm())
                    .as(peer.getName())
                    .isEqualToIgnoringCase(key.getAlgorithm());
        }
    }

    private static KeyGenerator generator(OfferedName name, Provider provider)
            throws GeneralSecurityException {
        return provider == null
                ? KeyGenerator.getInstance(name.name())
                : KeyGenerator.getInstance(name.name(), provider);
    }

    /** A key of ours has no encoding. */
    private static void assertKey(ListPlace place, String form, Key key, boolean ours) {
        assertThat(key.getEncoded() == null).as("%s, %s: made by us", place, form).isEqualTo(ours);
    }

    static List<OfferedName> keyPairs() {
        return OfferedName.of("KeyPairGenerator");
    }

    @ParameterizedTest
    @MethodSource("keyPairs")
    void keyPairs(OfferedName name) throws GeneralSecurityException {
        Map<String, Form<KeyPairGenerator>> forms = forms(name);
        for (ListPlace place : ListPlace.values()) {
            place.look(
                    kms.provider(),
                    named -> {
                        boolean ours = named != null || !name.isInJdk();
                        boolean refused = place == ListPlace.FIRST && isOurNameForTheJdks(name);
                        for (Map.Entry<String, Form<KeyPairGenerator>> form : forms.entrySet()) {
                            KeyPairGenerator generator = pairs(name, named);
                            if (refused) {
                                assertThatThrownBy(() -> form.getValue().tell(generator))
                                        .hasMessageContaining("put it last in java.security");
                                continue;
                            }
                            form.getValue().tell(generator);
                            assertThat(generator.getProvider().getName().equals("KMS"))
                                    .as("%s, %s: taken by us", place, form.getKey())
                                    .isEqualTo(ours);
                        }
                        KeyPairGenerator ofCmks = pairs(name, named);
                        ofCmks.initialize(CmkSpec.of(spec(name)));
                        assertThat(ofCmks.getProvider()).as("CmkSpec").isSameAs(kms.provider());
                        if (isQuick(name) && !refused) {
                            KeyPair pair = pairs(name, named).generateKeyPair();
                            assertKey(place, "nothing", pair.getPrivate(), ours);
                        }
                        return null;
                    });
        }
        for (Provider peer : isQuick(name) ? peers(name) : List.<Provider>of()) {
            assertThat(algorithm(name, peer))
                    .as(peer.getName())
                    .isEqualTo(algorithm(name, kms.provider()));
        }
    }

    /**
     * An object identifier that the JDK lacks for what it makes: from the first place we do not
     * make those keys for programs that name nobody, and nobody else does by this name.
     */
    private static boolean isOurNameForTheJdks(OfferedName name) {
        return !name.isInJdk() && new OfferedName(name.type(), name.main(), name.main()).isInJdk();
    }

    private static Map<String, Form<KeyPairGenerator>> forms(OfferedName name) {
        AlgorithmParameterSpec standard = standard(spec(name));
        int bits = spec(name).bits();
        Map<String, Form<KeyPairGenerator>> forms = new LinkedHashMap<>();
        forms.put("parameters", generator -> generator.initialize(standard));
        forms.put(
                "parameters and random",
                generator -> generator.initialize(standard, new SecureRandom()));
        if (spec(name).keyType() != KeyType.ML_DSA) { // the JDK knows them by name only
            forms.put("bits", generator -> generator.initialize(bits));
            forms.put(
                    "bits and random", generator -> generator.initialize(bits, new SecureRandom()));
        }
        return forms;
    }

    private static AlgorithmParameterSpec standard(KeySpec spec) {
        return switch (spec.keyType()) {
            case RSA -> new RSAKeyGenParameterSpec(spec.bits(), RSAKeyGenParameterSpec.F4);
            case EC, SM2 -> new ECGenParameterSpec(spec.parameterSet());
            default -> new NamedParameterSpec(spec.parameterSet());
        };
    }

    /** Seconds for each of the others, which KmsGeneratorsTest makes. */
    private static boolean isQuick(OfferedName name) {
        return !name.main().equals("RSA_3072") && !name.main().equals("RSA_4096");
    }

    private static KeyPairGenerator pairs(OfferedName name, Provider provider)
            throws GeneralSecurityException {
        return provider == null
                ? KeyPairGenerator.getInstance(name.name())
                : KeyPairGenerator.getInstance(name.name(), provider);
    }

    /** The algorithm, with its parameters, that the public key of the same parameters names. */
    private static Object algorithm(OfferedName name, Provider provider)
            throws GeneralSecurityException {
        KeyPairGenerator generator = pairs(name, provider);
        generator.initialize(standard(spec(name)));
        byte[] encoded = generator.generateKeyPair().getPublic().getEncoded();
        return SubjectPublicKeyInfo.getInstance(encoded).getAlgorithm();
    }

    @Test
    void keyStores() throws GeneralSecurityException {
        List<String> found = new ArrayList<>();
        for (OfferedName name : OfferedName.of("KeyStore")) {
            found.add(name.name());
            assertThat(peers(name)).isEmpty();
            for (ListPlace place : ListPlace.values()) {
                KeyStore keys =
                        place.look(
                                kms.provider(),
                                named ->
                                        named == null
                                                ? KeyStore.getInstance(name.name())
                                                : KeyStore.getInstance(name.name(), named));
                assertThat(keys.getProvider()).as("%s", place).isSameAs(kms.provider());
            }
        }
        assertThat(found).containsExactly("KMS");
    }

    /** Found by its name only: programs that name none get the JVM's. */
    @Test
    void randomNumbers() throws GeneralSecurityException {
        String usual = new SecureRandom().getAlgorithm();
        for (ListPlace place : ListPlace.values()) {
            SecureRandom random =
                    place.look(
                            kms.provider(),
                            named -> {
                                assertThat(new SecureRandom().getAlgorithm()).isEqualTo(usual);
                                return named == null
                                        ? SecureRandom.getInstance("KMS")
                                        : SecureRandom.getInstance("KMS", named);
                            });
            assertThat(random.getProvider()).as("%s", place).isSameAs(kms.provider());
            assertThat(random.generateSeed(16)).isNotEqualTo(new byte[16]);
        }
    }
}
