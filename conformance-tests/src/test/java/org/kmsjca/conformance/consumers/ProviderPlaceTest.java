package org.kmsjca.conformance.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kmsjca.KeySpec;

/** Programs that name no provider, with the KMS last, first, and last without the second line. */
class ProviderPlaceTest {
    /** Where java.security puts the KMS. */
    enum Place {
        LAST,
        FIRST,
        LAST_WITHOUT_PREFERRED_LINE;

        List<String> lines(String provider) {
            return this == FIRST ? SecurityFile.first(provider) : SecurityFile.last(provider);
        }

        String preferred() {
            return this == LAST_WITHOUT_PREFERRED_LINE ? "" : SecurityFile.PREFERRED;
        }
    }

    private static final Map<Place, Answers> ANSWERS = new EnumMap<>(Place.class);

    @BeforeAll
    static void askInEachPlace(@TempDir Path directory) throws Exception {
        Path software = softwareKeys(directory.resolve("software.p12"));
        Path jar = SignedJar.bySoftwareKey(directory.resolve("signed.jar"));
        try (KmsHome home = new KmsHome(directory.resolve("kms"))) {
            home.createWithCertificate("rsa", KeySpec.RSA_2048);
            home.createWithCertificate("ec", KeySpec.EC_P256);
            home.createWithCertificate("k1", KeySpec.EC_P256K);
            home.create("aes", KeySpec.ALIYUN_AES_256);
            home.create("mac", KeySpec.HMAC_SHA_256);
            home.createForDecryption("decrypt");
            for (Place place : Place.values()) {
                Path securityFile =
                        SecurityFile.write(
                                directory.resolve(place.name()),
                                place.lines("KMS " + home.configuration()),
                                place.preferred());
                List<String> command =
                        JarPath.CLASS_PATH.java(
                                securityFile, List.of(), PlaceProgram.class, jar, software);
                ANSWERS.put(place, Answers.of(Processes.run(directory, command)));
            }
        }
    }

    private static Path softwareKeys(Path file) throws Exception {
        var pair = TestKeyPairs.ec();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        keys.setKeyEntry(
                "server",
                pair.getPrivate(),
                Https.PASSWORD,
                new Certificate[] {TestCertificates.selfSigned("server", pair)});
        try (var out = Files.newOutputStream(file)) {
            keys.store(out, Https.PASSWORD);
        }
        return file;
    }

    private static String answer(Place place, String question) {
        return ANSWERS.get(place).to(question);
    }

    @ParameterizedTest
    @EnumSource
    void ourKeysReachUs(Place place) {
        assertThat(answer(place, "handle SHA256withRSA")).isEqualTo("KMS");
        assertThat(answer(place, "handle SHA256withECDSA")).isEqualTo("KMS");
        assertThat(answer(place, "handle PSS")).isEqualTo("KMS");
        assertThat(answer(place, "handle AES/GCM")).isEqualTo("KMS");
        assertThat(answer(place, "handle RSA-OAEP")).isEqualTo("KMS");
        assertThat(answer(place, "handle translateKey")).startsWith("KMS key 'rsa'");
        assertThat(answer(place, "CmkSpec")).startsWith("KMS key ");
    }

    @ParameterizedTest
    @EnumSource
    void ordinaryKeysStayWithTheJdk(Place place) {
        assertThat(answer(place, "software SHA256withRSA")).isEqualTo("SunRsaSign");
        assertThat(answer(place, "software SHA256withECDSA")).isEqualTo("SunEC");
        assertThat(answer(place, "software ECDSA verification")).isEqualTo("SunEC");
        assertThat(answer(place, "handle's public key")).isEqualTo("SunEC");
        assertThat(answer(place, "software PSS")).isEqualTo("SunRsaSign");
        assertThat(answer(place, "software AES/GCM")).isEqualTo("SunJCE");
        assertThat(answer(place, "software RSA-OAEP")).isEqualTo("SunJCE");
    }

    @ParameterizedTest
    @EnumSource
    void plainGeneratorsMakeOrdinaryKeys(Place place) {
        assertThat(answer(place, "generated RSA")).isEqualTo("PKCS#8 with encoding");
        assertThat(answer(place, "generated RSA, no size")).isEqualTo("PKCS#8 with encoding");
        assertThat(answer(place, "generated EC")).isEqualTo("PKCS#8 with encoding");
        assertThat(answer(place, "generated EC, no size")).isEqualTo("PKCS#8 with encoding");
        assertThat(answer(place, "generated EC, named curve")).isEqualTo("PKCS#8 with encoding");
        assertThat(answer(place, "generated AES")).isEqualTo("RAW with encoding");
        assertThat(answer(place, "generated AES, no size")).isEqualTo("RAW with encoding");
    }

    @ParameterizedTest
    @EnumSource
    void plainGeneratorsMakeOrdinaryKeysAfterParametersThatNobodyTook(Place place) {
        assertThat(answer(place, "generated EC, second try")).isEqualTo("PKCS#8 with encoding");
        assertThat(answer(place, "generated AES, second try")).isEqualTo("RAW with encoding");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "LAST_WITHOUT_PREFERRED_LINE")
    void pssParametersMayComeBeforeAnyKey(Place place) {
        assertThat(answer(place, "handle PSS, parameters first")).isEqualTo("KMS");
        // Served by a JDK provider behind ours, to which the Signature is bound.
        assertThat(answer(place, "software PSS, parameters first")).isEqualTo("KMS");
        assertThat(answer(place, "software PSS verification, parameters first")).isEqualTo("KMS");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "LAST_WITHOUT_PREFERRED_LINE")
    void secp256k1Verifies(Place place) {
        assertThat(answer(place, "handle secp256k1")).isEqualTo("KMS");
    }

    @Test
    void bothNeedThePreferredLineInTheLastPlace() {
        Place place = Place.LAST_WITHOUT_PREFERRED_LINE;
        assertThat(answer(place, "handle PSS, parameters first"))
                .startsWith("InvalidKeyException: ")
                .contains("must be RSAPrivateKey");
        assertThat(answer(place, "handle secp256k1")).contains("Curve not supported");
        assertThat(answer(place, "software PSS, parameters first")).isEqualTo("SunRsaSign");
    }

    @ParameterizedTest
    @EnumSource
    void theRestOfTheJvmIsUnchanged(Place place) throws Exception {
        assertThat(answer(place, "SecureRandom"))
                .isEqualTo(new SecureRandom().getProvider().getName());
        assertThat(answer(place, "strong SecureRandom")).isEqualTo("SUN");
        assertThat(answer(place, "MessageDigest")).isEqualTo("SUN");
        assertThat(answer(place, "KeyStore.getDefaultType")).isEqualTo("pkcs12");
        assertThat(answer(place, "default KeyStore")).isEqualTo("SUN");
        assertThat(answer(place, "signed jar")).isEqualTo("CN=signer");
        assertThat(answer(place, "TLS")).startsWith("TLSv1.3 TLS_").endsWith(" anonymous");
    }

    @Test
    void theListIsTheJdksOwnWithUsAtTheEndWeAskedFor() {
        String jdk = String.join(" ", SecurityFile.jdkProviders());
        assertThat(answer(Place.LAST, "providers")).isEqualTo(jdk + " KMS");
        assertThat(answer(Place.FIRST, "providers")).isEqualTo("KMS " + jdk);
    }

    @Test
    void whatBindsEarlyBindsToTheJdkWhenWeAreLast() {
        assertThat(answer(Place.LAST, "getProvider, then handle"))
                .startsWith("InvalidKeyException: ");
        assertThat(answer(Place.LAST, "getProvider, then software key")).isEqualTo("SunRsaSign");
        assertThat(answer(Place.LAST, "getBlockSize, then handle"))
                .startsWith("InvalidKeyException: ");
        assertThat(answer(Place.LAST, "getBlockSize, then software key")).isEqualTo("SunJCE 16");
    }

    @Test
    void whatBindsEarlyBindsToUsWhenWeAreFirst() {
        assertThat(answer(Place.FIRST, "getProvider, then handle")).isEqualTo("KMS");
        assertThat(answer(Place.FIRST, "getProvider, then software key"))
                .startsWith("InvalidKeyException: ");
        assertThat(answer(Place.FIRST, "getBlockSize, then handle")).isEqualTo("KMS 16");
        assertThat(answer(Place.FIRST, "getBlockSize, then software key"))
                .startsWith("InvalidKeyException: ");
    }

    /** JSSE asks for the length first: nothing less would leave TLS as it was. */
    @Test
    void macThatBindsEarlyTakesEveryKeyWhenWeAreFirst() {
        assertThat(answer(Place.FIRST, "getMacLength, then handle")).isEqualTo("KMS 32");
        assertThat(answer(Place.FIRST, "getMacLength, then software key"))
                .isEqualTo("KMS 32 as the JDK");
        assertThat(answer(Place.LAST, "getMacLength, then handle"))
                .startsWith("InvalidKeyException: ");
        assertThat(answer(Place.LAST, "getMacLength, then software key"))
                .isEqualTo("SunJCE 32 as the JDK");
    }

    @ParameterizedTest
    @EnumSource
    void anObjectThatHasServedOneKindOfPrivateKeyRefusesTheOther(Place place) {
        assertThat(answer(place, "software key, then handle")).startsWith("InvalidKeyException: ");
        assertThat(answer(place, "handle, then software key")).startsWith("InvalidKeyException: ");
    }

    @ParameterizedTest
    @EnumSource
    void anObjectThatHasSignedWithOurKeyVerifiesWithAnyPublicKey(Place place) {
        assertThat(answer(place, "handle, then public key")).isEqualTo("KMS");
    }
}
