package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Provider;
import java.security.Signature;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.KeyGenerator;
import javax.crypto.Mac;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kmsjca.KmsProvider;

/** The suite's tables are the provider's services, so none is without its tests. */
class ServiceListTest {
    private static final Provider PROVIDER = new KmsProvider();

    private static Stream<String> covered() {
        return Stream.of(
                        SymmetricCase.all().stream()
                                .map(SymmetricCase::transformation)
                                .map("Cipher."::concat),
                        Stream.of("Cipher." + Iso10126Test.TRANSFORMATION),
                        RsaCipherCase.all().stream()
                                .map(RsaCipherCase::transformation)
                                .map("Cipher."::concat),
                        RsaSignatureTest.algorithms().stream().map("Signature."::concat),
                        PssTest.namesWithParameters().stream().map("Signature."::concat),
                        Stream.of("Signature.RSASSA-PSS"),
                        EcdsaTest.algorithms().stream().map("Signature."::concat),
                        Sm2SignatureTest.algorithms().stream().map("Signature."::concat),
                        WholeMessageSignatureTest.algorithms().stream().map("Signature."::concat),
                        DigestSignatureTest.algorithms().stream().map("Signature."::concat),
                        Sm2CipherTest.transformations().stream().map("Cipher."::concat),
                        Stream.of("Cipher.CMK", "Cipher.CMK/Envelope/NoPadding"),
                        MacTest.algorithms().stream().map("Mac."::concat),
                        KeyAgreementTest.algorithms().stream().map("KeyAgreement."::concat),
                        GenerationTest.services().stream(),
                        KeyFactoryTest.algorithms().stream().map("KeyFactory."::concat),
                        Stream.of("KeyStore.KMS"))
                .flatMap(names -> names);
    }

    @Test
    void everyServiceHasItsTests() {
        Set<String> offered =
                PROVIDER.getServices().stream()
                        .map(service -> service.getType() + "." + service.getAlgorithm())
                        .collect(Collectors.toSet());
        assertThat(offered).containsExactlyInAnyOrderElementsOf(covered().distinct().toList());
    }

    @Test
    void nothingIsRegisteredThatTheJdkTakesFromTheFirstProviderOnly() {
        assertThat(PROVIDER.getServices())
                .extracting(Provider.Service::getType)
                .doesNotContain(
                        "SecureRandom",
                        "KeyManagerFactory",
                        "TrustManagerFactory",
                        "SSLContext",
                        "AlgorithmParameters",
                        "CertificateFactory");
    }

    static List<Provider.Service> services() {
        return List.copyOf(PROVIDER.getServices());
    }

    @ParameterizedTest
    @MethodSource("services")
    void everyServiceIsFoundByItsNameInAnyCase(Provider.Service service)
            throws GeneralSecurityException {
        String name = service.getAlgorithm();
        for (String spelling : List.of(name, name.toLowerCase(Locale.ROOT))) {
            Provider found =
                    switch (service.getType()) {
                        case "Cipher" -> Cipher.getInstance(spelling, PROVIDER).getProvider();
                        case "Signature" -> Signature.getInstance(spelling, PROVIDER).getProvider();
                        case "KeyGenerator" ->
                                KeyGenerator.getInstance(spelling, PROVIDER).getProvider();
                        case "KeyPairGenerator" ->
                                KeyPairGenerator.getInstance(spelling, PROVIDER).getProvider();
                        case "KeyFactory" ->
                                KeyFactory.getInstance(spelling, PROVIDER).getProvider();
                        case "Mac" -> Mac.getInstance(spelling, PROVIDER).getProvider();
                        case "KeyAgreement" ->
                                KeyAgreement.getInstance(spelling, PROVIDER).getProvider();
                        case "KeyStore" -> KeyStore.getInstance(spelling, PROVIDER).getProvider();
                        default -> throw new AssertionError("no test for " + service);
                    };
            assertThat(found).isSameAs(PROVIDER);
        }
    }

    /** RFC 8017, RFC 5758, RFC 8410, NIST's CSOR, GM/T 0006: written here by hand. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.2.840.113549.1.1.5=SHA1withRSA",
                "1.2.840.113549.1.1.14=SHA224withRSA",
                "1.2.840.113549.1.1.11=SHA256withRSA",
                "1.2.840.113549.1.1.12=SHA384withRSA",
                "1.2.840.113549.1.1.13=SHA512withRSA",
                "1.2.840.113549.1.1.15=SHA512/224withRSA",
                "1.2.840.113549.1.1.16=SHA512/256withRSA",
                "2.16.840.1.101.3.4.3.14=SHA3-256withRSA",
                "1.2.840.113549.1.1.10=RSASSA-PSS",
                "1.2.840.10045.4.1=SHA1withECDSA",
                "1.2.840.10045.4.3.1=SHA224withECDSA",
                "1.2.840.10045.4.3.2=SHA256withECDSA",
                "1.2.840.10045.4.3.3=SHA384withECDSA",
                "1.2.840.10045.4.3.4=SHA512withECDSA",
                "2.16.840.1.101.3.4.3.10=SHA3-256withECDSA",
                "1.2.156.10197.1.501=SM3withSM2",
                "1.3.101.112=Ed25519",
                "2.16.840.1.101.3.4.3.17=ML-DSA-44",
                "2.16.840.1.101.3.4.3.18=ML-DSA-65",
                "2.16.840.1.101.3.4.3.19=ML-DSA-87"
            })
    void signatureIsFoundByItsObjectIdentifier(String pair) {
        String oid = pair.substring(0, pair.indexOf('='));
        String name = pair.substring(pair.indexOf('=') + 1);
        assertThat(PROVIDER.getService("Signature", oid).getAlgorithm()).isEqualTo(name);
        assertThat(PROVIDER.getService("Signature", "OID." + oid).getAlgorithm()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2.16.840.1.101.3.4.1.6=AES_128/GCM/NoPadding",
                "2.16.840.1.101.3.4.1.26=AES_192/GCM/NoPadding",
                "2.16.840.1.101.3.4.1.46=AES_256/GCM/NoPadding",
                "2.16.840.1.101.3.4.1.2=AES_128/CBC/NoPadding",
                "2.16.840.1.101.3.4.1.42=AES_256/CBC/NoPadding",
                "2.16.840.1.101.3.4.1.45=AES_256/KW/NoPadding",
                "2.16.840.1.101.3.4.1.48=AES_256/KWP/NoPadding",
                "RSA=RSA/ECB/PKCS1Padding",
                "AESWrap=AES/KW/NoPadding"
            })
    void cipherIsFoundByItsOtherName(String pair) {
        String other = pair.substring(0, pair.indexOf('='));
        assertThat(PROVIDER.getService("Cipher", other).getAlgorithm())
                .isEqualTo(pair.substring(pair.indexOf('=') + 1));
    }

    /** RFC 8018, NIST's CSOR, GM/T 0006, RFC 5480. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Mac 1.2.840.113549.2.7=HmacSHA1",
                "Mac 1.2.840.113549.2.8=HmacSHA224",
                "Mac 1.2.840.113549.2.9=HmacSHA256",
                "Mac 1.2.840.113549.2.10=HmacSHA384",
                "Mac 1.2.840.113549.2.11=HmacSHA512",
                "Mac 1.2.840.113549.2.12=HmacSHA512/224",
                "Mac 1.2.840.113549.2.13=HmacSHA512/256",
                "Mac 2.16.840.1.101.3.4.2.13=HmacSHA3-224",
                "Mac 2.16.840.1.101.3.4.2.16=HmacSHA3-512",
                "Mac 1.2.156.10197.1.401.2=HmacSM3",
                "KeyGenerator 1.2.840.113549.2.9=HmacSHA256",
                "KeyGenerator 1.2.156.10197.1.104=SM4",
                "KeyAgreement 1.3.132.1.12=ECDH",
                "KeyPairGenerator 1.3.101.112=Ed25519",
                "KeyFactory 2.16.840.1.101.3.4.3.18=ML-DSA-65"
            })
    void otherServiceIsFoundByItsObjectIdentifier(String row) {
        String type = row.substring(0, row.indexOf(' '));
        String oid = row.substring(row.indexOf(' ') + 1, row.indexOf('='));
        String name = row.substring(row.indexOf('=') + 1);
        assertThat(PROVIDER.getService(type, oid).getAlgorithm()).isEqualTo(name);
        assertThat(PROVIDER.getService(type, "OID." + oid).getAlgorithm()).isEqualTo(name);
    }
}
