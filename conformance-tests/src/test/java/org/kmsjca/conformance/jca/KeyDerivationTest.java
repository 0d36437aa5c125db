package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyPair;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.PublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.util.List;
import javax.crypto.KeyAgreement;
import javax.crypto.SecretKey;
import javax.crypto.spec.IvParameterSpec;
import javax.tools.ToolProvider;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSEnvelopedData;
import org.bouncycastle.cms.CMSEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.RecipientInformation;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKeyAgreeEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyAgreeRecipientInfoGenerator;
import org.bouncycastle.jcajce.spec.UserKeyingMaterialSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyUsage;
import org.kmsjca.conformance.support.Peers;
import org.kmsjca.conformance.support.SharedKms;
import org.kmsjca.conformance.support.TestKeys;

/** Key agreement with a derivation of keys: that of CMS, and HKDF. */
class KeyDerivationTest extends SharedKms {
    private static final byte[] MATERIAL = SymmetricCase.bytes(40, 1);

    /** Bouncy Castle reads it in the encoding of the key, where it is not told. */
    private static final AlgorithmIdentifier P256 =
            new AlgorithmIdentifier(
                    X9ObjectIdentifiers.id_ecPublicKey, X9ObjectIdentifiers.prime256v1);

    private static final byte[] SALT = SymmetricCase.bytes(20, 2);

    @Override
    protected void prepare() {
        for (KeySpec curve : List.of(KeySpec.EC_P256, KeySpec.EC_P521)) {
            kms().create(curve.toString(), curve, KeyUsage.KEY_AGREEMENT);
        }
    }

    static List<String> derivations() {
        return KeyAgreementTest.algorithms().stream().filter(name -> name.contains("KDF")).toList();
    }

    private KeyAgreement ours(String name, KeySpec curve, AlgorithmParameterSpec parameters)
            throws Exception {
        KeyAgreement agreement = KeyAgreement.getInstance(name, kms().provider());
        agreement.init(kms().handle(curve.toString()), parameters);
        return agreement;
    }

    private static SecretKey theirs(
            String name, KeyPair own, PublicKey other, AlgorithmParameterSpec spec, String key)
            throws Exception {
        KeyAgreement agreement = KeyAgreement.getInstance(name, Peers.BOUNCY_CASTLE);
        agreement.init(own.getPrivate(), spec);
        agreement.doPhase(other, true);
        return agreement.generateSecret(key);
    }

    /**
     * A class of the name that Bouncy Castle's has: to go on without its value gives another key.
     */
    @ParameterizedTest
    @ValueSource(strings = {"getUserKeyingMaterial", "getSalt"})
    void getterThatFailsIsARefusal(String getter, @TempDir Path classes) throws Exception {
        Path source = classes.resolve("UserKeyingMaterialSpec.java");
        Files.writeString(
                source,
                """
                package org.bouncycastle.jcajce.spec;
                public class UserKeyingMaterialSpec
                        implements java.security.spec.AlgorithmParameterSpec {
                    public byte[] %s() { throw new IllegalStateException("no"); }
                }
                """
                        .formatted(getter));
        int compiled =
                ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, "-d", classes.toString(), source.toString());
        assertThat(compiled).isZero();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {classes.toUri().toURL()}, null)) {
            var spec =
                    (AlgorithmParameterSpec)
                            loader.loadClass(UserKeyingMaterialSpec.class.getName())
                                    .getConstructor()
                                    .newInstance();
            assertThatThrownBy(() -> ours("ECDHwithSHA256HKDF", KeySpec.EC_P256, spec))
                    .isInstanceOf(InvalidAlgorithmParameterException.class)
                    .hasMessageContaining(getter);
        }
    }

    @ParameterizedTest
    @MethodSource("derivations")
    void keysAreThoseOfBouncyCastle(String name) throws Exception {
        for (KeySpec curve : List.of(KeySpec.EC_P256, KeySpec.EC_P521)) {
            KeyPair other = TestKeys.newPair(curve);
            PublicKey publicKey = kms().publicKey(curve.toString());
            for (AlgorithmParameterSpec spec :
                    new AlgorithmParameterSpec[] {
                        null,
                        new UserKeyingMaterialSpec(MATERIAL),
                        name.contains("HKDF") ? new UserKeyingMaterialSpec(MATERIAL, SALT) : null
                    }) {
                for (String key :
                        List.of(
                                "AES",
                                "SM4",
                                "2.16.840.1.101.3.4.1.5",
                                "2.16.840.1.101.3.4.1.25",
                                "2.16.840.1.101.3.4.1.45",
                                "2.16.840.1.101.3.4.1.46")) {
                    KeyAgreement agreement = ours(name, curve, spec);
                    agreement.doPhase(other.getPublic(), true);
                    SecretKey agreed = agreement.generateSecret(key);
                    SecretKey expected = theirs(name, other, publicKey, spec, key);
                    assertThat(agreed.getEncoded()).as(key).isEqualTo(expected.getEncoded());
                    assertThat(agreed.getAlgorithm()).isEqualTo(expected.getAlgorithm());
                }
            }
        }
    }

    @Test
    void macKeysHaveTheLengthOfTheDigest() throws Exception {
        KeyAgreement agreement = ours("ECDHwithSHA256HKDF", KeySpec.EC_P256, null);
        agreement.doPhase(TestKeys.newPair(KeySpec.EC_P256).getPublic(), true);
        SecretKey key = agreement.generateSecret("hmacsha384");
        assertThat(key.getAlgorithm()).isEqualTo("HmacSHA384");
        assertThat(key.getEncoded()).hasSize(48);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DES",
                "TlsPremasterSecret",
                "2.16.840.1.101.3.4.1.9",
                "2.16.840.1.101.3.4.1.20",
                "2.16.840.1.101.3.4.1.61",
                "2.16.840.1.101.3.4.1.5.1",
                "2.16.840.1.101.3.4.1.",
                "2.16.840.1.101.3.4.2.1",
                "1.2.840.113549.1.9.16.3.6",
                "OID.",
                ""
            })
    void keysOfAnotherAlgorithmAreRefusedAndTheSecretWaits(String algorithm) throws Exception {
        KeyPair other = TestKeys.newPair(KeySpec.EC_P256);
        KeyAgreement agreement = ours("ECDHwithSHA256KDF", KeySpec.EC_P256, null);
        agreement.doPhase(other.getPublic(), true);
        assertThatThrownBy(() -> agreement.generateSecret(algorithm))
                .isInstanceOf(NoSuchAlgorithmException.class);
        assertThat(agreement.generateSecret("OID.2.16.840.1.101.3.4.1.45").getEncoded())
                .isEqualTo(
                        theirs("ECDHwithSHA256KDF", other, kms().publicKey("EC_P256"), null, "AES")
                                .getEncoded());
    }

    @Test
    void otherParametersAreRefusedAndMaterialIsForgotten() throws Exception {
        KeyAgreement plain = KeyAgreement.getInstance("ECDH", kms().provider());
        var handle = kms().handle("EC_P256");
        assertThatThrownBy(() -> plain.init(handle, new UserKeyingMaterialSpec(MATERIAL)))
                .isInstanceOf(InvalidAlgorithmParameterException.class);
        KeyAgreement agreement = ours("ECDHwithSHA256KDF", KeySpec.EC_P256, null);
        assertThatThrownBy(() -> agreement.init(handle, new IvParameterSpec(MATERIAL)))
                .isInstanceOf(InvalidAlgorithmParameterException.class);
        assertThatThrownBy(() -> agreement.init(handle, new UserKeyingMaterialSpec(MATERIAL, SALT)))
                .as("X9.63 has no salt")
                .isInstanceOf(InvalidAlgorithmParameterException.class);
        assertThatThrownBy(agreement::generateSecret).isInstanceOf(IllegalStateException.class);
        KeyPair other = TestKeys.newPair(KeySpec.EC_P256);
        agreement.init(handle, new UserKeyingMaterialSpec(MATERIAL));
        agreement.init(handle);
        agreement.doPhase(other.getPublic(), true);
        assertThat(agreement.generateSecret("AES"))
                .isEqualTo(
                        theirs(
                                "ECDHwithSHA256KDF",
                                other,
                                kms().publicKey("EC_P256"),
                                null,
                                "AES"));
    }

    /** RFC 5753 section 7.1.4: what the library asks for is the object identifier. */
    static List<ASN1ObjectIdentifier> schemes() {
        return List.of(
                CMSAlgorithm.ECDH_SHA1KDF,
                CMSAlgorithm.ECDH_SHA224KDF,
                CMSAlgorithm.ECDH_SHA256KDF,
                CMSAlgorithm.ECDH_SHA384KDF,
                CMSAlgorithm.ECDH_SHA512KDF,
                CMSAlgorithm.ECCDH_SHA1KDF,
                CMSAlgorithm.ECCDH_SHA224KDF,
                CMSAlgorithm.ECCDH_SHA256KDF,
                CMSAlgorithm.ECCDH_SHA384KDF,
                CMSAlgorithm.ECCDH_SHA512KDF);
    }

    @ParameterizedTest
    @MethodSource("schemes")
    void messageToAnEcRecipientIsRead(ASN1ObjectIdentifier scheme) throws Exception {
        Provider bc = Peers.BOUNCY_CASTLE;
        KeyPair sender = TestKeys.newPair("EC", bc, new ECGenParameterSpec("secp256r1"));
        byte[] recipientId = {1, 2, 3};
        var recipient =
                new JceKeyAgreeRecipientInfoGenerator(
                                scheme,
                                sender.getPrivate(),
                                sender.getPublic(),
                                NISTObjectIdentifiers.id_aes256_wrap)
                        .addRecipient(recipientId, kms().publicKey("EC_P256"))
                        .setProvider(bc);
        var generator = new CMSEnvelopedDataGenerator();
        generator.addRecipientInfoGenerator(recipient);
        CMSEnvelopedData message =
                generator.generate(
                        new CMSProcessableByteArray(MATERIAL),
                        new JceCMSContentEncryptorBuilder(CMSAlgorithm.AES256_CBC)
                                .setProvider(bc)
                                .build());
        RecipientInformation information =
                new CMSEnvelopedData(message.getEncoded())
                        .getRecipientInfos()
                        .getRecipients()
                        .iterator()
                        .next();
        byte[] content =
                ListPlace.LAST.look(
                        kms().provider(),
                        nobody -> {
                            try {
                                return information.getContent(
                                        new JceKeyAgreeEnvelopedRecipient(
                                                        kms().privateKey("EC_P256"))
                                                .setPrivateKeyAlgorithmIdentifier(P256));
                            } catch (CMSException e) {
                                throw new GeneralSecurityException(e);
                            }
                        });
        assertThat(content).isEqualTo(MATERIAL);
    }
}
