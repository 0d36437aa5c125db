package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyPair;
import java.security.Provider;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.security.spec.MGF1ParameterSpec;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.SealedObject;
import javax.crypto.SecretKey;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSEnvelopedData;
import org.bouncycastle.cms.CMSEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKeyTransEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientInfoGenerator;
import org.bouncycastle.operator.jcajce.JcaAlgorithmParametersConverter;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kmsjca.KeySpec;
import org.kmsjca.conformance.support.Peers;
import org.kmsjca.conformance.support.SharedKms;
import org.kmsjca.conformance.support.TestCertificates;
import org.kmsjca.conformance.support.TestKeys;

/** Libraries that are given this provider for the key, and ask it for all the rest. */
class SetProviderTest extends SharedKms {
    private static final byte[] CONTENT = SymmetricCase.bytes(100, 1);

    private final KeyPair ec = TestKeys.newPair(KeySpec.EC_P256);

    @Override
    protected void prepare() {
        kms().importForSigning("rsa", TestKeys.pair(KeySpec.RSA_2048));
        kms().importForDecryption("decrypt", TestKeys.pair(KeySpec.RSA_2048));
        kms().importForSigning("ec", ec);
        kms().create("aes", KeySpec.ALIYUN_AES_256);
    }

    /** Without parameters of OAEP the library would decrypt with SHA-1, and the data look lost. */
    @Test
    void cmsRecipientWithOaepReads() throws Exception {
        KeyPair pair = TestKeys.pair(KeySpec.RSA_2048);
        Provider bc = Peers.BOUNCY_CASTLE;
        AlgorithmIdentifier oaep =
                new JcaAlgorithmParametersConverter()
                        .getAlgorithmIdentifier(
                                PKCSObjectIdentifiers.id_RSAES_OAEP,
                                new OAEPParameterSpec(
                                        "SHA-256",
                                        "MGF1",
                                        MGF1ParameterSpec.SHA256,
                                        PSource.PSpecified.DEFAULT));
        var generator = new CMSEnvelopedDataGenerator();
        generator.addRecipientInfoGenerator(
                new JceKeyTransRecipientInfoGenerator(new byte[] {1}, oaep, pair.getPublic())
                        .setProvider(bc));
        CMSEnvelopedData message =
                generator.generate(
                        new CMSProcessableByteArray(CONTENT),
                        new JceCMSContentEncryptorBuilder(CMSAlgorithm.AES256_CBC)
                                .setProvider(bc)
                                .build());
        var recipient =
                new JceKeyTransEnvelopedRecipient(kms().privateKey("decrypt"))
                        .setProvider(kms().provider())
                        .setContentProvider(Peers.SUN_JCE);
        var information =
                new CMSEnvelopedData(message.getEncoded())
                        .getRecipientInfos()
                        .getRecipients()
                        .iterator()
                        .next();
        assertThat(information.getContent(recipient)).isEqualTo(CONTENT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rsa SHA256withRSA",
                "rsa SHA256withRSAandMGF1",
                "rsa SHA512withRSAandMGF1",
                "ec SHA256withECDSA",
                "ec SHA384withECDSA"
            })
    void cmsIsSignedAndVerified(String row) throws Exception {
        String alias = row.substring(0, row.indexOf(' '));
        Provider ours = kms().provider();
        KeyPair pair = alias.equals("ec") ? ec : TestKeys.pair(KeySpec.RSA_2048);
        X509Certificate certificate = TestCertificates.selfSigned(alias, pair);
        var signer =
                new JcaContentSignerBuilder(row.substring(alias.length() + 1))
                        .setProvider(ours)
                        .build(kms().privateKey(alias));
        var generator = new CMSSignedDataGenerator();
        generator.addSignerInfoGenerator(
                new JcaSignerInfoGeneratorBuilder(
                                new JcaDigestCalculatorProviderBuilder().setProvider(ours).build())
                        .build(signer, certificate));
        CMSSignedData signed =
                new CMSSignedData(
                        generator
                                .generate(new CMSProcessableByteArray(CONTENT), true)
                                .getEncoded());
        SignerInformation information = signed.getSignerInfos().getSigners().iterator().next();
        for (Provider provider : List.of(ours, Peers.BOUNCY_CASTLE)) {
            assertThat(
                            information.verify(
                                    new JcaSimpleSignerInfoVerifierBuilder()
                                            .setProvider(provider)
                                            .build(certificate)))
                    .as(provider.getName())
                    .isTrue();
        }
        assertThat(
                        new JcaX509CertificateConverter()
                                .setProvider(ours)
                                .getCertificate(new JcaX509CertificateHolder(certificate)))
                .isEqualTo(certificate);
    }

    @Test
    void sealedObjectIsOpenedByTheProvidersName() throws Exception {
        SecretKey handle = kms().secretKey("aes");
        for (String name : List.of("AES/GCM/NoPadding", "AES/CBC/PKCS5Padding")) {
            Cipher cipher = kms().cipher(name);
            cipher.init(Cipher.ENCRYPT_MODE, handle);
            SealedObject sealed = new SealedObject("text", cipher);
            Security.addProvider(kms().provider());
            try {
                assertThat(sealed.getObject(handle, "KMS")).isEqualTo("text");
                assertThat(sealed.getObject(handle)).isEqualTo("text");
            } finally {
                Security.removeProvider("KMS");
            }
        }
    }
}
