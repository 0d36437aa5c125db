package org.kmsjca.consumers.bouncycastle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.cmp.PKIBody;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.cmp.ProtectedPKIMessage;
import org.bouncycastle.cert.cmp.ProtectedPKIMessageBuilder;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.ContentVerifierProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampResponse;
import org.bouncycastle.tsp.TimeStampResponseGenerator;
import org.bouncycastle.tsp.TimeStampTokenGenerator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kmsjca.KeySpec;
import org.kmsjca.consumers.support.Authority;
import org.kmsjca.consumers.support.Cmk;
import org.kmsjca.consumers.support.Consumer;

/** Requests, certificates, lists, time stamps and CMP messages. */
class PkixTest {
    @RegisterExtension
    static final Consumer BC = Consumer.of("Bouncy Castle PKIX", JcaContentSignerBuilder.class);

    private static final BouncyCastleProvider PEER = new BouncyCastleProvider();
    private static final X500Name NAME = new X500Name("CN=consumer");

    @BeforeAll
    static void register() {
        Security.addProvider(PEER);
    }

    private static void request(Cmk cmk, ContentSigner signer) throws Exception {
        PKCS10CertificationRequest request =
                new JcaPKCS10CertificationRequestBuilder(NAME, cmk.publicKey()).build(signer);
        PKCS10CertificationRequest read = new PKCS10CertificationRequest(request.getEncoded());
        assertThat(read.isSignatureValid(verifier(cmk))).isTrue();
    }

    private static ContentVerifierProvider verifier(Cmk cmk) throws Exception {
        return new JcaContentVerifierProviderBuilder().setProvider(PEER).build(cmk.publicKey());
    }

    private static ContentSigner signer(String algorithm, Cmk cmk) throws Exception {
        return new JcaContentSignerBuilder(algorithm).build(cmk.key());
    }

    private static ContentSigner pinned(String algorithm, Cmk cmk) throws Exception {
        return new JcaContentSignerBuilder(algorithm).setProvider("KMS").build(cmk.key());
    }

    @Test
    void requests() throws Exception {
        for (String algorithm : List.of("SHA256withRSA", "SHA512withRSA", "SHA256withRSAandMGF1")) {
            BC.worksAtBothLevels(
                    "requests by " + algorithm,
                    level -> {
                        Cmk cmk = Cmk.of(KeySpec.RSA_2048, level);
                        request(cmk, signer(algorithm, cmk));
                    });
        }
        BC.worksAtBothLevels(
                "requests by SHA256withECDSA",
                level -> {
                    Cmk cmk = Cmk.of(KeySpec.EC_P256, level);
                    request(cmk, signer("SHA256withECDSA", cmk));
                });
        for (KeySpec spec : List.of(KeySpec.EC_P256K, KeySpec.EC_P384, KeySpec.EC_P521)) {
            Cmk cmk = Cmk.of(spec);
            BC.works("requests of " + spec, () -> request(cmk, signer("SHA512withECDSA", cmk)));
        }
        Cmk edwards = Cmk.of(KeySpec.ED25519);
        if (Version.MINOR < 70) {
            // It signs, but this version does not know the JDK's class of public keys.
            BC.doesNotWork(
                    "requests by Ed25519",
                    "InvalidKeyException: cannot identify EdDSA public key",
                    () -> request(edwards, signer("Ed25519", edwards)));
        } else {
            BC.works("requests by Ed25519", () -> request(edwards, signer("Ed25519", edwards)));
        }
        Cmk sm2 = Cmk.of(KeySpec.EC_SM2);
        BC.works("requests by SM3withSM2", () -> request(sm2, signer("SM3withSM2", sm2)));
    }

    @Test
    void requestsWithTheProviderNamed() throws Exception {
        Cmk rsa = Cmk.of(KeySpec.RSA_2048);
        Cmk ec = Cmk.of(KeySpec.EC_P256);
        BC.works(
                "requests by SHA256withRSA, setProvider(\"KMS\")",
                () -> request(rsa, pinned("SHA256withRSA", rsa)));
        BC.works(
                "requests by SHA256withRSAandMGF1, setProvider(\"KMS\")",
                () -> request(rsa, pinned("SHA256withRSAandMGF1", rsa)));
        BC.works(
                "requests by SHA256withECDSA, setProvider(\"KMS\")",
                () -> request(ec, pinned("SHA256withECDSA", ec)));
        BC.works(
                "requests by SHA256withPLAIN-ECDSA",
                () -> request(ec, signer("SHA256withPLAIN-ECDSA", ec)));
    }

    @Test
    void certificates() throws Exception {
        BC.worksAtBothLevels(
                "certificates",
                level -> {
                    Cmk cmk = Cmk.of(KeySpec.EC_P256, level);
                    Date now = Date.from(Instant.now());
                    X509Certificate made =
                            new JcaX509CertificateConverter()
                                    .getCertificate(
                                            new JcaX509v3CertificateBuilder(
                                                            cmk.certificate(),
                                                            BigInteger.TEN,
                                                            now,
                                                            now,
                                                            new X500Principal("CN=subject"),
                                                            Cmk.of(KeySpec.RSA_2048).publicKey())
                                                    .build(signer("SHA256withECDSA", cmk)));
                    made.verify(cmk.publicKey());
                });
        BC.works(
                "revocation lists",
                () -> {
                    Cmk cmk = Cmk.of(KeySpec.RSA_2048);
                    JcaX509v2CRLBuilder list =
                            new JcaX509v2CRLBuilder(cmk.certificate(), Date.from(Instant.now()));
                    list.addCRLEntry(
                            BigInteger.TEN, Date.from(Instant.now()), CRLReason.keyCompromise);
                    assertThat(
                                    list.build(signer("SHA256withRSA", cmk))
                                            .isSignatureValid(verifier(cmk)))
                            .isTrue();
                });
    }

    @Test
    void timeStamps() throws Exception {
        BC.worksAtBothLevels(
                "time stamps",
                level -> {
                    Cmk cmk = Cmk.of(KeySpec.EC_P384, level);
                    X509Certificate certificate =
                            cmk.certify("extendedKeyUsage=critical,timeStamping");
                    assertThat(
                                    ExtendedKeyUsage.getInstance(
                                                    org.bouncycastle.cert.jcajce
                                                            .JcaX509ExtensionUtils
                                                            .parseExtensionValue(
                                                                    certificate.getExtensionValue(
                                                                            Extension
                                                                                    .extendedKeyUsage
                                                                                    .getId())))
                                            .hasKeyPurposeId(KeyPurposeId.id_kp_timeStamping))
                            .isTrue();
                    timeStamp(cmk, certificate);
                });
    }

    private static void timeStamp(Cmk cmk, X509Certificate certificate) throws Exception {
        TimeStampTokenGenerator tokens =
                new TimeStampTokenGenerator(
                        new JcaSimpleSignerInfoGeneratorBuilder()
                                .build("SHA256withECDSA", cmk.key(), certificate),
                        new JcaDigestCalculatorProviderBuilder()
                                .build()
                                .get(
                                        new org.bouncycastle.asn1.x509.AlgorithmIdentifier(
                                                TSPAlgorithms.SHA256)),
                        new org.bouncycastle.asn1.ASN1ObjectIdentifier("1.2.3"));
        tokens.addCertificates(new JcaCertStore(List.of(certificate)));
        TimeStampRequestGenerator asking = new TimeStampRequestGenerator();
        asking.setCertReq(true);
        byte[] digest =
                MessageDigest.getInstance("SHA-256")
                        .digest("document".getBytes(StandardCharsets.UTF_8));
        TimeStampRequest request = asking.generate(TSPAlgorithms.SHA256, digest);
        TimeStampResponse response =
                new TimeStampResponseGenerator(tokens, TSPAlgorithms.ALLOWED)
                        .generate(request, BigInteger.ONE, Date.from(Instant.now()));
        TimeStampResponse read = new TimeStampResponse(response.getEncoded());
        read.validate(request);
        read.getTimeStampToken()
                .validate(
                        new JcaSimpleSignerInfoVerifierBuilder()
                                .setProvider(PEER)
                                .build(certificate));
    }

    @Test
    void cmp() throws Exception {
        Cmk cmk = Cmk.of(KeySpec.EC_P256);
        BC.works(
                "CMP messages with signatures",
                () -> {
                    GeneralName name = new GeneralName(NAME);
                    ProtectedPKIMessage message =
                            new ProtectedPKIMessageBuilder(name, name)
                                    .setBody(
                                            new PKIBody(
                                                    PKIBody.TYPE_CONFIRM,
                                                    org.bouncycastle.asn1.DERNull.INSTANCE))
                                    .build(signer("SHA256withECDSA", cmk));
                    assertThat(message.verify(verifier(cmk))).isTrue();
                });
    }

    @Test
    void keysAsPem() {
        Cmk cmk = Cmk.of(KeySpec.EC_P256);
        BC.doesNotWork(
                "a private key as PEM",
                "PemGenerationException: unknown object passed - can't encode",
                () -> {
                    try (JcaPEMWriter pem = new JcaPEMWriter(new StringWriter())) {
                        pem.writeObject(cmk.key());
                    }
                });
    }

    @Test
    void chains() throws Exception {
        Cmk.of(KeySpec.EC_P256).certificate().verify(Authority.get().certificate().getPublicKey());
    }
}
