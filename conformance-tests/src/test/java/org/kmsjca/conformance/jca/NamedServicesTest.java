package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kmsjca.KeySpec;
import org.kmsjca.conformance.support.Peers;
import org.kmsjca.conformance.support.SharedKms;
import org.kmsjca.conformance.support.TestCertificates;
import org.kmsjca.conformance.support.TestKeys;

/**
 * What a library asks of the provider that it was given for the key: there for a program that names
 * the provider, and for no other, wherever it stands in the list.
 */
class NamedServicesTest extends SharedKms {
    private static final List<String> JDKS =
            List.of(
                    "AlgorithmParameters GCM SunJCE",
                    "AlgorithmParameters 2.16.840.1.101.3.4.1.46 SunJCE",
                    "AlgorithmParameters AES SunJCE",
                    "AlgorithmParameters OID.2.16.840.1.101.3.4.1.42 SunJCE",
                    "AlgorithmParameters SM4 SunJCE",
                    "AlgorithmParameters 1.2.156.10197.1.104.2 SunJCE",
                    "AlgorithmParameters SM4-GCM SunJCE",
                    "AlgorithmParameters OAEP SunJCE",
                    "AlgorithmParameters 1.2.840.113549.1.1.7 SunJCE",
                    "AlgorithmParameters RSASSA-PSS SunRsaSign",
                    "AlgorithmParameters PSS SunRsaSign",
                    "AlgorithmParameters 1.2.840.113549.1.1.10 SunRsaSign",
                    "AlgorithmParameters EC SunEC",
                    "AlgorithmParameters 1.2.840.10045.2.1 SunEC",
                    "MessageDigest SHA-1 SUN",
                    "MessageDigest SHA1 SUN",
                    "MessageDigest SHA SUN",
                    "MessageDigest 1.3.14.3.2.26 SUN",
                    "MessageDigest SHA-224 SUN",
                    "MessageDigest SHA-256 SUN",
                    "MessageDigest sha256 SUN",
                    "MessageDigest 2.16.840.1.101.3.4.2.1 SUN",
                    "MessageDigest OID.2.16.840.1.101.3.4.2.1 SUN",
                    "MessageDigest SHA-384 SUN",
                    "MessageDigest SHA-512 SUN",
                    "MessageDigest SHA-512/224 SUN",
                    "MessageDigest SHA-512/256 SUN",
                    "MessageDigest SHA512(256) SUN",
                    "MessageDigest SHA3-224 SUN",
                    "MessageDigest SHA3-256 SUN",
                    "MessageDigest SHA3-384 SUN",
                    "MessageDigest SHA3-512 SUN",
                    "KeyFactory RSASSA-PSS SunRsaSign",
                    "CertificateFactory X.509 SUN");
    private static final List<String> OURS =
            List.of(
                    "MessageDigest SM3 KMS",
                    "MessageDigest 1.2.156.10197.1.401 KMS",
                    "SecretKeyFactory AES KMS",
                    "SecretKeyFactory SM4 KMS",
                    "SecretKeyFactory HmacSHA256 KMS",
                    "SecretKeyFactory HmacSM3 KMS");

    @Override
    protected void prepare() {
        kms().create("aes", KeySpec.ALIYUN_AES_256);
        kms().create("hmac", KeySpec.HMAC_SHA_256);
    }

    static List<String> rows() {
        // Of the token nothing is asked here, so the name of what it lacks does not matter.
        return Stream.concat(JDKS.stream(), OURS.stream()).toList();
    }

    private static Provider found(String row, Provider named) throws GeneralSecurityException {
        String[] parts = row.split(" ");
        String name = parts[1];
        return switch (parts[0]) {
            case "AlgorithmParameters" ->
                    (named == null
                                    ? AlgorithmParameters.getInstance(name)
                                    : AlgorithmParameters.getInstance(name, named))
                            .getProvider();
            case "MessageDigest" ->
                    (named == null
                                    ? MessageDigest.getInstance(name)
                                    : MessageDigest.getInstance(name, named))
                            .getProvider();
            case "KeyFactory" ->
                    (named == null
                                    ? KeyFactory.getInstance(name)
                                    : KeyFactory.getInstance(name, named))
                            .getProvider();
            case "CertificateFactory" ->
                    (named == null
                                    ? CertificateFactory.getInstance(name)
                                    : CertificateFactory.getInstance(name, named))
                            .getProvider();
            default ->
                    (named == null
                                    ? SecretKeyFactory.getInstance(name)
                                    : SecretKeyFactory.getInstance(name, named))
                            .getProvider();
        };
    }

    @ParameterizedTest
    @MethodSource("rows")
    void thereForThoseWhoNameTheProviderAndForNoOthers(String row) throws Exception {
        String provider = row.substring(row.lastIndexOf(' ') + 1);
        assertThat(found(row, kms().provider()).getName()).isEqualTo(provider);
        String without = unnamed(row);
        for (ListPlace place : List.of(ListPlace.FIRST, ListPlace.LAST)) {
            place.look(
                    kms().provider(),
                    nobody -> {
                        assertThat(unnamed(row)).as(place.toString()).isEqualTo(without);
                        assertThat(found(row, Security.getProvider("KMS")).getName())
                                .as(place.toString())
                                .isEqualTo(provider);
                        String filter = row.split(" ")[0] + "." + row.split(" ")[1];
                        if (!filter.contains("(")) {
                            Provider[] all = Security.getProviders(filter);
                            assertThat(all == null ? new Provider[0] : all)
                                    .as("Security.getProviders, %s", place)
                                    .doesNotContain(kms().provider());
                        }
                        return null;
                    });
        }
    }

    private static String unnamed(String row) throws GeneralSecurityException {
        try {
            return found(row, null).getName();
        } catch (NoSuchAlgorithmException | CertificateException e) {
            return "none";
        }
    }

    @Test
    void parametersAreReadAndWritten() throws Exception {
        for (String name : List.of("GCM", "AES", "SM4", "OAEP", "RSASSA-PSS", "EC")) {
            AlgorithmParameters parameters =
                    AlgorithmParameters.getInstance(name, kms().provider());
            assertThat(parameters.getAlgorithm()).isEqualTo(name);
        }
        byte[] iv = SymmetricCase.bytes(16, 1);
        AlgorithmParameters sm4 = AlgorithmParameters.getInstance("SM4", kms().provider());
        sm4.init(new IvParameterSpec(iv));
        AlgorithmParameters theirs = AlgorithmParameters.getInstance("SM4", Peers.BOUNCY_CASTLE);
        theirs.init(new IvParameterSpec(iv));
        assertThat(sm4.getEncoded()).isEqualTo(theirs.getEncoded());
    }

    @Test
    void sm3IsThatOfThePeers() throws Exception {
        MessageDigest ours = MessageDigest.getInstance("SM3", kms().provider());
        assertThat(ours.getDigestLength()).isEqualTo(32);
        for (int length : new int[] {0, 1, 55, 56, 64, 1000}) {
            byte[] message = SymmetricCase.bytes(length, length);
            byte[] expected = MessageDigest.getInstance("SM3", Peers.KONA).digest(message);
            assertThat(ours.digest(message)).isEqualTo(expected);
            ours.update(message, 0, length / 2);
            MessageDigest copy = (MessageDigest) ours.clone();
            ours.update((byte) 1);
            ours.reset();
            copy.update(message, length / 2, length - length / 2);
            assertThat(copy.digest()).isEqualTo(expected);
        }
        assertThat(ours.digest("abc".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo(
                        MessageDigest.getInstance("SM3", Peers.BOUNCY_CASTLE)
                                .digest("abc".getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void certificatesAreRead() throws Exception {
        var certificate = TestCertificates.selfSigned("x", TestKeys.newPair(KeySpec.EC_P256));
        var factory = CertificateFactory.getInstance("X.509", kms().provider());
        assertThat(factory.generateCertificate(new ByteArrayInputStream(certificate.getEncoded())))
                .isEqualTo(certificate);
    }

    @Test
    void secretKeyFactoryPassesKeysThroughAndReadsNone() throws Exception {
        SecretKeyFactory factory = SecretKeyFactory.getInstance("AES", kms().provider());
        var handle = kms().secretKey("aes");
        assertThat(factory.translateKey(handle)).isSameAs(handle);
        assertThatThrownBy(() -> factory.getKeySpec(handle, SecretKeySpec.class))
                .isInstanceOf(InvalidKeySpecException.class)
                .hasMessageContaining("not extractable");
        var clear = new SecretKeySpec(new byte[16], "AES");
        assertThat(factory.generateSecret(clear)).isEqualTo(clear);
        assertThat(factory.translateKey(clear)).isEqualTo(clear);
        assertThat(factory.getKeySpec(clear, SecretKeySpec.class)).isEqualTo(clear);
        for (var other : List.of(kms().secretKey("hmac"), new SecretKeySpec(new byte[16], "DES"))) {
            assertThatThrownBy(() -> factory.translateKey(other))
                    .isInstanceOf(InvalidKeyException.class);
        }
        assertThatThrownBy(() -> factory.generateSecret(null))
                .isInstanceOf(InvalidKeySpecException.class);
        assertThatThrownBy(() -> factory.translateKey(null))
                .isInstanceOf(InvalidKeyException.class);
    }
}
