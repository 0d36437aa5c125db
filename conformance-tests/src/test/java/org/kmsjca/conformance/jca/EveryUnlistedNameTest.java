package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kmsjca.KeySpec;
import org.kmsjca.KmsProvider;
import org.kmsjca.conformance.support.Peers;
import org.kmsjca.conformance.support.TestCertificates;
import org.kmsjca.conformance.support.TestKeys;

/**
 * Every name of the JDK, Bouncy Castle and Kona that the provider answers to without having it in
 * its list: there for those who name the provider, with the meaning that it has for the others, and
 * for nobody else. {@link NamedServicesTest} has the names themselves.
 */
class EveryUnlistedNameTest {
    private static final Provider KMS = new KmsProvider();
    private static final byte[] MESSAGE = SymmetricCase.bytes(100, 5);
    private static final String ALIAS = "Alg.Alias.";

    private static final List<Provider> PEERS =
            Stream.concat(OfferedName.JDK.stream(), Stream.of(Peers.BOUNCY_CASTLE, Peers.KONA))
                    .toList();

    /** Type and name, as {@code MessageDigest.SHA-256}. */
    private static Set<String> namesOfPeers() {
        Set<String> names = new TreeSet<>();
        Stream.concat(PEERS.stream(), Stream.of(Security.getProviders()))
                .flatMap(peer -> peer.keySet().stream())
                .map(Object::toString)
                .map(entry -> entry.startsWith(ALIAS) ? entry.substring(ALIAS.length()) : entry)
                .filter(entry -> entry.indexOf('.') > 0 && entry.indexOf(' ') < 0)
                .forEach(names::add);
        return names;
    }

    private static boolean isAnswered(String entry) {
        return KMS.getService(type(entry), name(entry)) != null;
    }

    private static String type(String entry) {
        return entry.substring(0, entry.indexOf('.'));
    }

    private static String name(String entry) {
        return entry.substring(entry.indexOf('.') + 1);
    }

    static List<String> names() {
        Set<String> listed = new HashSet<>();
        for (Object key : KMS.keySet()) {
            listed.add(key.toString().replace(ALIAS, "").toUpperCase(Locale.ROOT));
        }
        return namesOfPeers().stream()
                .filter(EveryUnlistedNameTest::isAnswered)
                .filter(entry -> !listed.contains(entry.toUpperCase(Locale.ROOT)))
                .toList();
    }

    /** Which test walks the names of each type. */
    @Test
    void noTypeOfServiceIsLeftOut() {
        assertThat(KMS.getServices())
                .extracting(Provider.Service::getType)
                .containsOnly(
                        "Signature", // EveryNameTest
                        "Cipher",
                        "Mac",
                        "KeyAgreement",
                        "KeyFactory",
                        "KeyGenerator", // EveryGeneratorTest
                        "KeyPairGenerator",
                        "KeyStore");
        assertThat(names().stream().map(EveryUnlistedNameTest::type).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(
                        "AlgorithmParameters",
                        "CertificateFactory",
                        "KeyFactory",
                        "MessageDigest",
                        "SecretKeyFactory");
        // SecureRandom has a name that nobody else has: EveryGeneratorTest.
    }

    @ParameterizedTest
    @MethodSource("names")
    void meansTheSameAndOnlyForThoseWhoNameUs(String entry) throws Exception {
        String type = type(entry);
        String name = name(entry);
        byte[] ours = result(type, name, KMS);
        for (Provider peer : PEERS) {
            if (peer.getService(type, name) != null) {
                assertThat(result(type, name, peer)).as(peer.getName()).isEqualTo(ours);
            }
        }
        for (ListPlace place : List.of(ListPlace.FIRST, ListPlace.LAST)) {
            place.look(
                    KMS,
                    nobody -> {
                        assertThat(found(type, name)).as("%s", place).isNotEqualTo("KMS");
                        return null;
                    });
        }
    }

    /** What a service does, in bytes. */
    private static byte[] result(String type, String name, Provider provider)
            throws GeneralSecurityException, IOException {
        return switch (type) {
            case "MessageDigest" -> MessageDigest.getInstance(name, provider).digest(MESSAGE);
            case "AlgorithmParameters" -> parameters(name, provider);
            case "KeyFactory" ->
                    KeyFactory.getInstance(name, provider)
                            .generatePublic(new X509EncodedKeySpec(publicKey()))
                            .getEncoded();
            case "SecretKeyFactory" ->
                    SecretKeyFactory.getInstance(name, provider)
                            .translateKey(new SecretKeySpec(new byte[16], name))
                            .getEncoded();
            case "CertificateFactory" ->
                    CertificateFactory.getInstance(name, provider)
                            .generateCertificate(
                                    new ByteArrayInputStream(certificate().getEncoded()))
                            .getEncoded();
            default -> throw new AssertionError("say what the new type does: " + type);
        };
    }

    /** A key of id-RSASSA-PSS: the name of the only KeyFactory here. */
    private static byte[] publicKey() throws IOException {
        var rsa =
                SubjectPublicKeyInfo.getInstance(
                        TestKeys.pair(KeySpec.RSA_2048).getPublic().getEncoded());
        return new SubjectPublicKeyInfo(
                        new AlgorithmIdentifier(PKCSObjectIdentifiers.id_RSASSA_PSS),
                        rsa.parsePublicKey())
                .getEncoded();
    }

    private static final class Holder {
        static final Certificate CERTIFICATE =
                TestCertificates.selfSigned("x", TestKeys.pair(KeySpec.RSA_2048));
    }

    private static Certificate certificate() {
        return Holder.CERTIFICATE;
    }

    /** The encoding by the provider, as the JDK encodes what it reads from it. */
    private static byte[] parameters(String name, Provider provider)
            throws GeneralSecurityException, IOException {
        String kind = KMS.getService("AlgorithmParameters", name).getAlgorithm();
        AlgorithmParameters parameters = AlgorithmParameters.getInstance(name, provider);
        parameters.init(spec(kind));
        AlgorithmParameters read = AlgorithmParameters.getInstance(name, KMS);
        read.init(parameters.getEncoded());
        return read.getEncoded();
    }

    private static AlgorithmParameterSpec spec(String kind) {
        return switch (kind) {
            case "GCM", "SM4-GCM" -> new GCMParameterSpec(128, new byte[12]);
            case "AES", "SM4" -> new IvParameterSpec(new byte[16]);
            case "OAEP" ->
                    new OAEPParameterSpec(
                            "SHA-256",
                            "MGF1",
                            MGF1ParameterSpec.SHA256,
                            PSource.PSpecified.DEFAULT);
            case "RSASSA-PSS" ->
                    new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1);
            case "EC" -> new ECGenParameterSpec("secp256r1");
            default -> throw new AssertionError("say which parameters it has: " + kind);
        };
    }

    /** The provider that a program gets which names none. */
    private static String found(String type, String name) throws GeneralSecurityException {
        try {
            Provider provider =
                    switch (type) {
                        case "MessageDigest" -> MessageDigest.getInstance(name).getProvider();
                        case "AlgorithmParameters" ->
                                AlgorithmParameters.getInstance(name).getProvider();
                        case "KeyFactory" -> KeyFactory.getInstance(name).getProvider();
                        case "SecretKeyFactory" -> SecretKeyFactory.getInstance(name).getProvider();
                        default -> CertificateFactory.getInstance(name).getProvider();
                    };
            return provider.getName();
        } catch (NoSuchAlgorithmException | CertificateException e) {
            return "none";
        }
    }
}
