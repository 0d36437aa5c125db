package org.kmsjca.consumers.bouncycastle;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.security.spec.MGF1ParameterSpec;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSEnvelopedData;
import org.bouncycastle.cms.CMSEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.Recipient;
import org.bouncycastle.cms.RecipientInfoGenerator;
import org.bouncycastle.cms.RecipientInformation;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKEKEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKEKRecipientInfoGenerator;
import org.bouncycastle.cms.jcajce.JceKeyAgreeEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyAgreeRecipientInfoGenerator;
import org.bouncycastle.cms.jcajce.JceKeyTransEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientInfoGenerator;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.jcajce.JcaAlgorithmParametersConverter;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyUsage;
import org.kmsjca.ProtectionLevel;
import org.kmsjca.consumers.support.Authority;
import org.kmsjca.consumers.support.Cmk;
import org.kmsjca.consumers.support.Command;
import org.kmsjca.consumers.support.Consumer;
import org.kmsjca.consumers.support.TestKms;

/** CMS messages that a CMK signs or opens. */
class CmsTest {
    @RegisterExtension
    static final Consumer BC = Consumer.of("Bouncy Castle CMS", CMSSignedData.class);

    private static final BouncyCastleProvider PEER = new BouncyCastleProvider();
    private static final byte[] TEXT = "Dear Sir".getBytes(StandardCharsets.UTF_8);

    @BeforeAll
    static void register() {
        Security.addProvider(PEER);
    }

    private static void sign(String algorithm, Cmk cmk) throws Exception {
        CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
        generator.addSignerInfoGenerator(
                new JcaSimpleSignerInfoGeneratorBuilder()
                        .build(algorithm, cmk.key(), cmk.certificate()));
        verify(generator, cmk.certificate());
    }

    private static void signPinned(String algorithm, Cmk cmk) throws Exception {
        CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
        generator.addSignerInfoGenerator(
                new JcaSignerInfoGeneratorBuilder(
                                new JcaDigestCalculatorProviderBuilder().setProvider("KMS").build())
                        .build(
                                new JcaContentSignerBuilder(algorithm)
                                        .setProvider("KMS")
                                        .build(cmk.key()),
                                cmk.certificate()));
        verify(generator, cmk.certificate());
    }

    private static void verify(CMSSignedDataGenerator generator, X509Certificate certificate)
            throws Exception {
        generator.addCertificates(new JcaCertStore(List.of(certificate)));
        byte[] made = generator.generate(new CMSProcessableByteArray(TEXT), true).getEncoded();
        SignerInformation signer =
                new CMSSignedData(made).getSignerInfos().getSigners().iterator().next();
        assertThat(
                        signer.verify(
                                new JcaSimpleSignerInfoVerifierBuilder()
                                        .setProvider(PEER)
                                        .build(certificate)))
                .isTrue();
    }

    /** The command openssl knows nothing of Bouncy Castle. */
    private static void openssl(String... arguments) {
        List<String> command = new ArrayList<>(List.of("openssl", "cms", "-inform", "DER"));
        command.addAll(List.of(arguments));
        Command.run(TestKms.get().directory(), command.toArray(new String[0]));
    }

    @Test
    void peers() {
        BC.works(
                "signed by RSA PSS, verified by openssl",
                () -> {
                    Cmk cmk = Cmk.of(KeySpec.RSA_2048);
                    CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
                    generator.addSignerInfoGenerator(
                            new JcaSimpleSignerInfoGeneratorBuilder()
                                    .build("SHA256withRSAandMGF1", cmk.key(), cmk.certificate()));
                    generator.addCertificates(new JcaCertStore(List.of(cmk.certificate())));
                    Path file = TestKms.get().directory().resolve("signed.p7m");
                    Files.write(
                            file,
                            generator
                                    .generate(new CMSProcessableByteArray(TEXT), true)
                                    .getEncoded());
                    openssl(
                            "-verify",
                            "-in",
                            file.toString(),
                            "-purpose",
                            "any",
                            "-CAfile",
                            Authority.get().file().toString());
                });
        BC.worksAtBothLevels(
                "encrypted by openssl, decrypted by RSA",
                level -> {
                    Cmk cmk = decrypting(level);
                    Path directory = TestKms.get().directory();
                    Path text = Files.write(directory.resolve("letter"), TEXT);
                    Path certificate =
                            Files.write(
                                    directory.resolve("recipient.der"),
                                    cmk.certificate().getEncoded());
                    Path file = directory.resolve("encrypted.p7m");
                    openssl(
                            "-encrypt",
                            "-binary",
                            "-aes256",
                            "-outform",
                            "DER",
                            "-in",
                            text.toString(),
                            "-out",
                            file.toString(),
                            certificate.toString());
                    RecipientInformation recipient =
                            new CMSEnvelopedData(Files.readAllBytes(file))
                                    .getRecipientInfos()
                                    .getRecipients()
                                    .iterator()
                                    .next();
                    assertThat(recipient.getContent(new JceKeyTransEnvelopedRecipient(cmk.key())))
                            .isEqualTo(TEXT);
                });
    }

    @Test
    void signed() throws Exception {
        BC.worksAtBothLevels(
                "signed by RSA", level -> sign("SHA256withRSA", Cmk.of(KeySpec.RSA_2048, level)));
        BC.worksAtBothLevels(
                "signed by RSA PSS",
                level -> sign("SHA256withRSAandMGF1", Cmk.of(KeySpec.RSA_2048, level)));
        BC.worksAtBothLevels(
                "signed by EC", level -> sign("SHA256withECDSA", Cmk.of(KeySpec.EC_P256, level)));
        BC.works(
                "signed by EC, setProvider(\"KMS\") on each builder",
                () -> signPinned("SHA256withECDSA", Cmk.of(KeySpec.EC_P256)));
    }

    private static Cmk decrypting(ProtectionLevel level) {
        return Cmk.of(KeySpec.RSA_2048, KeyUsage.ENCRYPT_DECRYPT, level);
    }

    private static Cmk agreeing(ProtectionLevel level) {
        return Cmk.of(KeySpec.EC_P256, KeyUsage.KEY_AGREEMENT, level);
    }

    private static RecipientInformation enveloped(RecipientInfoGenerator recipient)
            throws Exception {
        CMSEnvelopedDataGenerator generator = new CMSEnvelopedDataGenerator();
        generator.addRecipientInfoGenerator(recipient);
        byte[] made =
                generator
                        .generate(
                                new CMSProcessableByteArray(TEXT),
                                new JceCMSContentEncryptorBuilder(CMSAlgorithm.AES256_CBC)
                                        .setProvider(PEER)
                                        .build())
                        .getEncoded();
        return new CMSEnvelopedData(made).getRecipientInfos().getRecipients().iterator().next();
    }

    private static void open(RecipientInfoGenerator generator, Recipient recipient)
            throws Exception {
        assertThat(enveloped(generator).getContent(recipient)).isEqualTo(TEXT);
    }

    private static RecipientInfoGenerator toRsa(Cmk cmk) throws Exception {
        return new JceKeyTransRecipientInfoGenerator(cmk.certificate()).setProvider(PEER);
    }

    private static RecipientInfoGenerator toOaep(Cmk cmk, String digest) throws Exception {
        AlgorithmIdentifier oaep =
                new JcaAlgorithmParametersConverter()
                        .getAlgorithmIdentifier(
                                PKCSObjectIdentifiers.id_RSAES_OAEP,
                                new OAEPParameterSpec(
                                        digest,
                                        "MGF1",
                                        new MGF1ParameterSpec(digest),
                                        PSource.PSpecified.DEFAULT));
        return new JceKeyTransRecipientInfoGenerator(cmk.certificate(), oaep).setProvider(PEER);
    }

    @Test
    void envelopedToRsa() throws Exception {
        BC.worksAtBothLevels(
                "decrypted by RSA",
                level -> {
                    Cmk cmk = decrypting(level);
                    open(toRsa(cmk), new JceKeyTransEnvelopedRecipient(cmk.key()));
                });
        for (String digest : List.of("SHA-1", "SHA-256")) {
            BC.worksAtBothLevels(
                    "decrypted by RSA OAEP with " + digest,
                    level -> {
                        Cmk cmk = decrypting(level);
                        open(toOaep(cmk, digest), new JceKeyTransEnvelopedRecipient(cmk.key()));
                    });
        }
    }

    @Test
    void envelopedToRsaWithTheProviderNamed() throws Exception {
        Cmk cmk = decrypting(ProtectionLevel.SOFTWARE);
        BC.works(
                "decrypted by RSA, setProvider(\"KMS\").setContentProvider(\"BC\")",
                () ->
                        open(
                                toRsa(cmk),
                                new JceKeyTransEnvelopedRecipient(cmk.key())
                                        .setProvider("KMS")
                                        .setContentProvider("BC")));
        BC.works(
                "decrypted by RSA OAEP, setProvider(\"KMS\").setContentProvider(\"BC\")",
                () ->
                        open(
                                toOaep(cmk, "SHA-256"),
                                new JceKeyTransEnvelopedRecipient(cmk.key())
                                        .setProvider("KMS")
                                        .setContentProvider("BC")));
        BC.doesNotWork(
                "decrypted by RSA, setProvider(\"KMS\") alone",
                "CMSException: key invalid in message",
                () ->
                        open(
                                toRsa(cmk),
                                new JceKeyTransEnvelopedRecipient(cmk.key()).setProvider("KMS")));
    }

    private static RecipientInfoGenerator toEc(Cmk cmk, ASN1ObjectIdentifier agreement)
            throws Exception {
        java.security.KeyPairGenerator pairs = java.security.KeyPairGenerator.getInstance("EC");
        pairs.initialize(new java.security.spec.ECGenParameterSpec("secp256r1"));
        java.security.KeyPair own = pairs.generateKeyPair();
        return new JceKeyAgreeRecipientInfoGenerator(
                        agreement, own.getPrivate(), own.getPublic(), CMSAlgorithm.AES256_WRAP)
                .addRecipient(cmk.certificate())
                .setProvider(PEER);
    }

    private static JceKeyAgreeEnvelopedRecipient agreeingRecipient(Cmk cmk) {
        // For keys without an encoding, which Bouncy Castle reads the algorithm from.
        return (JceKeyAgreeEnvelopedRecipient)
                new JceKeyAgreeEnvelopedRecipient(cmk.key())
                        .setPrivateKeyAlgorithmIdentifier(
                                SubjectPublicKeyInfo.getInstance(cmk.publicKey().getEncoded())
                                        .getAlgorithm());
    }

    @Test
    void envelopedToEc() throws Exception {
        BC.doesNotWork(
                "decrypted by EC without setPrivateKeyAlgorithmIdentifier",
                "NullPointerException",
                () -> {
                    Cmk cmk = agreeing(ProtectionLevel.SOFTWARE);
                    open(
                            toEc(cmk, CMSAlgorithm.ECDH_SHA256KDF),
                            new JceKeyAgreeEnvelopedRecipient(cmk.key()));
                });
        if (Version.MINOR < 70) {
            return; // It has no setPrivateKeyAlgorithmIdentifier.
        }
        BC.worksAtBothLevels(
                "decrypted by EC, ECDH with SHA-256",
                level -> {
                    Cmk cmk = agreeing(level);
                    open(toEc(cmk, CMSAlgorithm.ECDH_SHA256KDF), agreeingRecipient(cmk));
                });
        // The derived key that unwraps the content's is no CMK, and the builder asks us for it.
        BC.doesNotWork(
                "decrypted by EC, setProvider(\"KMS\").setContentProvider(\"BC\")",
                "InvalidKeyException: provider KMS works with keys from its own KeyStore",
                () -> {
                    Cmk cmk = agreeing(ProtectionLevel.SOFTWARE);
                    open(
                            toEc(cmk, CMSAlgorithm.ECDH_SHA256KDF),
                            agreeingRecipient(cmk).setProvider("KMS").setContentProvider("BC"));
                });
    }

    @Test
    void envelopedUnderAes() throws Exception {
        BC.doesNotWork(
                "encrypted under an AES CMK",
                "SecretKey.getEncoded()\" is null",
                () -> {
                    Cmk cmk = Cmk.of(KeySpec.ALIYUN_AES_256);
                    byte[] id = {1};
                    open(
                            new JceKEKRecipientInfoGenerator(id, cmk.secretKey()),
                            new JceKEKEnvelopedRecipient(cmk.secretKey()));
                });
    }
}
