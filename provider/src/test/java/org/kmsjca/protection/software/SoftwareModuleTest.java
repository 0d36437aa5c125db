package org.kmsjca.protection.software;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.util.Arrays;
import java.util.Map;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyUsage;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.Origin;
import org.kmsjca.protection.ImportableKey;
import org.kmsjca.protection.KeyMaterial;
import org.kmsjca.protection.MaterialAad;
import org.kmsjca.protection.software.root.RootKey;

class SoftwareModuleTest {
    private static final MaterialAad BINDING = aad("key", "version");

    private final SoftwareModule module =
            new SoftwareModule(new RootKey(new byte[RootKey.LENGTH]), Map.of());

    private static MaterialAad aad(String keyId, String versionId) {
        return new MaterialAad(
                keyId,
                versionId,
                KeySpec.ALIYUN_AES_256,
                KeyUsage.ENCRYPT_DECRYPT,
                Origin.ALIYUN_KMS);
    }

    @ParameterizedTest
    @EnumSource(
            value = KeySpec.class,
            names = {"RSA_3072", "RSA_4096"},
            mode = EnumSource.Mode.EXCLUDE) // the same code as RSA_2048, but slow to generate
    void keptMaterialOpensAsTheSameKey(KeySpec spec) {
        KeyMaterial material = module.generate(spec);
        var aad = new MaterialAad("key", "version", spec, spec.defaultUsage(), Origin.ALIYUN_KMS);

        KeyMaterial opened = module.open(aad, module.protect(aad, material));

        assertThat(opened.keySpec()).isEqualTo(spec);
        assertThat(((SoftwareKey) opened).clearEncoding())
                .isEqualTo(((SoftwareKey) material).clearEncoding());
    }

    @Test
    void keptMaterialDoesNotContainTheKey() {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) 'K');
        byte[] kept =
                module.protect(
                        BINDING,
                        new SoftwareSecretKey(
                                KeySpec.ALIYUN_AES_256, key, new EngineTable(Map.of())));
        assertThat(kept).hasSize(1 + 12 + 32 + 16);
        assertThat(new String(kept, StandardCharsets.ISO_8859_1)).doesNotContain("KKKK");
    }

    @Test
    void materialOfAnotherKeyOrVersionOrUsageIsRefused() {
        byte[] kept = module.protect(BINDING, module.generate(KeySpec.ALIYUN_AES_256));
        refused(aad("other", "version"), kept);
        refused(aad("key", "other"), kept);
        refused(
                new MaterialAad(
                        "key",
                        "version",
                        KeySpec.ALIYUN_AES_256,
                        KeyUsage.ENCRYPT_DECRYPT,
                        Origin.EXTERNAL),
                kept);
    }

    @Test
    void everyChangedByteIsDetected() {
        byte[] kept = module.protect(BINDING, module.generate(KeySpec.ALIYUN_AES_256));
        for (int i = 0; i < kept.length; i++) {
            byte[] changed = kept.clone();
            changed[i] ^= 1;
            refused(BINDING, changed);
        }
        refused(BINDING, new byte[0]);
        refused(BINDING, Arrays.copyOf(kept, 5));
    }

    private void refused(MaterialAad aad, byte[] kept) {
        assertThatThrownBy(() -> module.open(aad, kept))
                .isInstanceOfSatisfying(
                        KmsException.class,
                        e -> assertThat(e.code()).isEqualTo(KmsErrorCode.INTERNAL_FAILURE))
                .hasMessageContaining(aad.keyId());
    }

    @Test
    void anotherRootKeyDoesNotOpenIt() {
        byte[] kept = module.protect(BINDING, module.generate(KeySpec.ALIYUN_AES_256));
        byte[] other = new byte[RootKey.LENGTH];
        other[0] = 1;
        var stranger = new SoftwareModule(new RootKey(other), Map.of());
        assertThatThrownBy(() -> stranger.open(BINDING, kept)).isInstanceOf(KmsException.class);
    }

    @Test
    void importedKeyMustBeOfTheSpec() throws Exception {
        assertThatThrownBy(
                        () ->
                                module.importKey(
                                        KeySpec.ALIYUN_AES_256,
                                        new SecretKeySpec(new byte[16], "AES")))
                .isInstanceOf(InvalidKeyException.class)
                .hasMessageContaining("Aliyun_AES_256");
        PrivateKey p384 = ecKey("secp384r1");
        assertThat(ImportableKey.specOf(p384)).isEqualTo(KeySpec.EC_P384);
        assertThatThrownBy(() -> module.importKey(KeySpec.EC_P256, p384))
                .isInstanceOf(InvalidKeyException.class);
        assertThatThrownBy(() -> module.importKey(KeySpec.RSA_2048, p384))
                .isInstanceOf(InvalidKeyException.class);
    }

    @Test
    void ecKeyThatSaysOneThingTwiceDifferentlyIsNotImported() throws Exception {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        var pair = generator.generateKeyPair();
        var other = generator.generateKeyPair();
        var info = PrivateKeyInfo.getInstance(pair.getPrivate().getEncoded());
        BigInteger d = ECPrivateKey.getInstance(info.parsePrivateKey()).getKey();
        DERBitString own = pointOf(pair.getPublic());

        module.importKey(KeySpec.EC_P256, ecKey(info, new ECPrivateKey(256, d, own, null)));
        module.importKey(
                KeySpec.EC_P256,
                ecKey(info, new ECPrivateKey(256, d, own, SECObjectIdentifiers.secp256r1)));
        for (ECPrivateKey mixed :
                new ECPrivateKey[] {
                    new ECPrivateKey(256, d, pointOf(other.getPublic()), null),
                    new ECPrivateKey(256, d, own, SECObjectIdentifiers.secp256k1)
                }) {
            PrivateKey key = ecKey(info, mixed);
            assertThatThrownBy(() -> module.importKey(KeySpec.EC_P256, key))
                    .isInstanceOf(InvalidKeyException.class);
        }
    }

    private static DERBitString pointOf(PublicKey key) {
        return new DERBitString(
                SubjectPublicKeyInfo.getInstance(key.getEncoded()).getPublicKeyData().getOctets());
    }

    /** A key of a caller's class: the JDK's would encode itself anew. */
    private static PrivateKey ecKey(PrivateKeyInfo like, ECPrivateKey inner) throws IOException {
        byte[] encoded = new PrivateKeyInfo(like.getPrivateKeyAlgorithm(), inner).getEncoded();
        return new PrivateKey() {
            private static final long serialVersionUID = 1L;

            @Override
            public String getAlgorithm() {
                return "EC";
            }

            @Override
            public String getFormat() {
                return "PKCS#8";
            }

            @Override
            public byte[] getEncoded() {
                return encoded.clone();
            }
        };
    }

    @Test
    void rsaKeyWhosePartsDoNotBelongTogetherIsNotImported() throws Exception {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        var key = (RSAPrivateCrtKey) generator.generateKeyPair().getPrivate();
        PrivateKey wrongExponent =
                KeyFactory.getInstance("RSA")
                        .generatePrivate(
                                new RSAPrivateCrtKeySpec(
                                        key.getModulus(),
                                        BigInteger.valueOf(17),
                                        key.getPrivateExponent(),
                                        key.getPrimeP(),
                                        key.getPrimeQ(),
                                        key.getPrimeExponentP(),
                                        key.getPrimeExponentQ(),
                                        key.getCrtCoefficient()));
        assertThatThrownBy(() -> module.importKey(KeySpec.RSA_2048, wrongExponent))
                .isInstanceOf(InvalidKeyException.class);
    }

    @Test
    void foreignKeysWithoutKeySpecAreNamed() throws Exception {
        PrivateKey ed448 = KeyPairGenerator.getInstance("Ed448").generateKeyPair().getPrivate();
        assertThatThrownBy(() -> ImportableKey.specOf(ed448))
                .isInstanceOf(InvalidKeyException.class)
                .hasMessageContaining("EdDSA");
        assertThatThrownBy(() -> ImportableKey.specOf(new SecretKeySpec(new byte[8], "DES")))
                .isInstanceOf(InvalidKeyException.class)
                .hasMessageContaining("DES");
        var small = KeyPairGenerator.getInstance("RSA");
        small.initialize(1024);
        PrivateKey rsa1024 = small.generateKeyPair().getPrivate();
        assertThatThrownBy(() -> ImportableKey.specOf(rsa1024))
                .isInstanceOf(InvalidKeyException.class)
                .hasMessageContaining("1024");
    }

    private static PrivateKey ecKey(String curve) throws Exception {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        return generator.generateKeyPair().getPrivate();
    }

    @Test
    void enginesThatAreNotThereAreRefusedByName() {
        assertThatThrownBy(() -> new EngineTable(Map.of("RSA", "ACCP")))
                .isInstanceOf(KmsException.class)
                .hasMessageContaining("ACCP")
                .hasMessageContaining("software.engine");
        assertThatThrownBy(() -> new EngineTable(Map.of("AES", "BC")))
                .isInstanceOf(KmsException.class);
    }
}
