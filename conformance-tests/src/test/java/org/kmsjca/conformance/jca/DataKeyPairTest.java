package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.kmsjca.DataKeyPair;
import org.kmsjca.DataKeyPairSpec;
import org.kmsjca.DataKeySpec;
import org.kmsjca.DataPrivateKey;
import org.kmsjca.EncryptedDataKeyPair;
import org.kmsjca.EncryptionContext;
import org.kmsjca.KeySpec;
import org.kmsjca.Kms;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.conformance.support.OpenSsl;
import org.kmsjca.conformance.support.Peers;
import org.kmsjca.conformance.support.SharedKms;

/** GenerateDataKeyPair and its relatives, through the JCA and through Kms. */
@Tag("once")
class DataKeyPairTest extends SharedKms {
    private static final EncryptionContext CONTEXT = EncryptionContext.of("table", "customers");

    @TempDir private Path directory;

    @Override
    protected void prepare() {
        kms().create("aes", KeySpec.ALIYUN_AES_256);
        kms().create("rsa", KeySpec.RSA_2048);
    }

    static Set<KeySpec> specs() {
        return DataKeyPairSpec.KEY_PAIR_SPECS;
    }

    private Kms api() {
        return kms().kms();
    }

    private static DataKeyPairSpec spec(KeySpec spec) {
        return DataKeyPairSpec.of("alias/aes", spec).withEncryptionContext(CONTEXT);
    }

    private static String generatorOf(KeySpec spec) {
        return spec.keyAlgorithm();
    }

    /** The JDK has neither secp256k1 nor SM2. */
    private static List<Provider> peers(KeySpec spec) {
        return switch (spec) {
            case RSA_2048, RSA_3072, RSA_4096 -> List.of(Peers.SUN_RSA_SIGN, Peers.BOUNCY_CASTLE);
            case EC_P256K, EC_SM2 -> List.of(Peers.BOUNCY_CASTLE);
            default -> List.of(Peers.SUN_EC, Peers.BOUNCY_CASTLE);
        };
    }

    private static String signatureOf(KeySpec spec) {
        return switch (spec) {
            case RSA_2048, RSA_3072, RSA_4096 -> "SHA256withRSA";
            case EC_SM2 -> "SM3withSM2";
            default -> "SHA256withECDSA";
        };
    }

    @ParameterizedTest
    @MethodSource("specs")
    void generatorMakesAPairThatOtherProvidersTake(KeySpec spec) throws Exception {
        KeyPairGenerator generator =
                KeyPairGenerator.getInstance(generatorOf(spec), kms().provider());
        generator.initialize(spec(spec));
        KeyPair pair = generator.generateKeyPair();
        DataPrivateKey key = (DataPrivateKey) pair.getPrivate();
        assertThat(key)
                .isInstanceOf(
                        spec.keyAlgorithm().equals("RSA")
                                ? RSAPrivateCrtKey.class
                                : ECPrivateKey.class);
        assertThat(key.getFormat()).isEqualTo("PKCS#8");
        assertThat(key.encrypted().keyId()).isEqualTo(kms().keyId("aes"));
        for (Provider peer : peers(spec)) {
            String kind = spec.keyAlgorithm().equals("RSA") ? "RSA" : "EC";
            KeyFactory factory = KeyFactory.getInstance(kind, peer);
            PublicKey theirPublic =
                    factory.generatePublic(new X509EncodedKeySpec(pair.getPublic().getEncoded()));
            PrivateKey theirPrivate =
                    factory.generatePrivate(new PKCS8EncodedKeySpec(key.getEncoded()));
            // The object itself, and what its encoding is to the peer.
            assertSigns(signatureOf(spec), peer, key, theirPublic);
            assertSigns(signatureOf(spec), peer, theirPrivate, theirPublic);
        }
        DataKeyPair back = api().decryptDataKeyPair(key.encrypted().toByteArray(), CONTEXT);
        assertThat(back.privateKey()).isEqualTo(key);
        assertThat(back.publicKey()).isEqualTo(pair.getPublic());
        assertThat(back.keyPairSpec()).isEqualTo(spec);
        assertThat(back.encrypted()).isEqualTo(key.encrypted());
    }

    private static void assertSigns(
            String algorithm, Provider peer, PrivateKey key, PublicKey publicKey)
            throws GeneralSecurityException {
        Signature signature = Signature.getInstance(algorithm, peer);
        signature.initSign(key);
        signature.update((byte) 7);
        byte[] value = signature.sign();
        signature.initVerify(publicKey);
        signature.update((byte) 7);
        assertThat(signature.verify(value)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("specs")
    void opensslFindsThePublicKeyInWhatDecryptGives(KeySpec spec) {
        DataKeyPair pair = api().generateDataKeyPair(spec(spec));
        byte[] text = api().decrypt(pair.encrypted().toByteArray(), CONTEXT).toByteArray();
        byte[] encoded = Base64.getDecoder().decode(new String(text, StandardCharsets.US_ASCII));
        assertThat(encoded).isEqualTo(pair.privateKey().getEncoded());
        OpenSsl openSsl = new OpenSsl(directory);
        openSsl.file("private.der", encoded);
        openSsl.run(
                "pkey",
                "-inform",
                "DER",
                "-in",
                "private.der",
                "-pubout",
                "-outform",
                "DER",
                "-out",
                "public.der");
        assertThat(openSsl.read("public.der")).isEqualTo(pair.publicKey().getEncoded());
    }

    @ParameterizedTest
    @EnumSource(names = {"RSA_2048", "EC_P256", "EC_SM2"})
    void withoutPlaintextThereAreThePublicKeyAndTheEncryptedForm(KeySpec spec) {
        EncryptedDataKeyPair pair = api().generateDataKeyPairWithoutPlaintext(spec(spec));
        assertThat(pair.keyPairSpec()).isEqualTo(spec);
        DataKeyPair opened = api().decryptDataKeyPair(pair.encrypted().toByteArray(), CONTEXT);
        assertThat(opened.publicKey()).isEqualTo(pair.publicKey());
        assertThat(opened.encrypted()).isEqualTo(pair.encrypted());
    }

    @Test
    void blobsOfOtherCallsHoldNoPair() {
        byte[] dataKey =
                api().generateDataKeyWithoutPlaintext(
                                DataKeySpec.builder("alias/aes").encryptionContext(CONTEXT).build())
                        .toByteArray();
        byte[] text = api().encrypt("alias/aes", new byte[] {1, 2}, CONTEXT).toByteArray();
        byte[] empty = api().encrypt("alias/aes", new byte[0], CONTEXT).toByteArray();
        for (byte[] blob : List.of(dataKey, text, empty)) {
            assertThatThrownBy(() -> api().decryptDataKeyPair(blob, CONTEXT))
                    .isInstanceOf(KmsException.class)
                    .hasMessageStartingWith("InvalidParameter")
                    .hasMessageContaining("holds no data key pair");
        }
        byte[] pair = api().generateDataKeyPair(spec(KeySpec.EC_P256)).encrypted().toByteArray();
        assertThat(
                        AsymmetricCallsTest.codeOf(
                                () -> api().decryptDataKeyPair(pair, EncryptionContext.empty())))
                .isEqualTo(KmsErrorCode.INVALID_PARAMETER);
    }

    @ParameterizedTest
    @EnumSource(names = {"ALIYUN_AES_256", "HMAC_SHA_256", "ED25519", "ML_DSA_65"})
    void otherSpecsAreRefused(KeySpec spec) {
        assertThatThrownBy(() -> spec(spec))
                .isInstanceOf(KmsException.class)
                .hasMessageContaining("RSA_2048")
                .hasMessageContaining("EC_SM2");
    }

    @Test
    void generatorMakesPairsOfItsOwnAlgorithmOnly() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", kms().provider());
        assertThatThrownBy(() -> generator.initialize(spec(KeySpec.RSA_2048)))
                .isInstanceOf(InvalidAlgorithmParameterException.class)
                .hasMessageContaining("RSA_2048");
    }

    @Test
    void asymmetricCmkEncryptsNoPair() {
        assertThat(
                        AsymmetricCallsTest.codeOf(
                                () ->
                                        api().generateDataKeyPair(
                                                        DataKeyPairSpec.of(
                                                                "alias/rsa", KeySpec.EC_P256))))
                .isEqualTo(KmsErrorCode.UNSUPPORTED_OPERATION);
    }

    @ParameterizedTest
    @EnumSource(names = {"RSA_2048", "EC_P256"})
    void destroyedPrivateKeyGivesNothingAndItsTextShowsNothing(KeySpec spec) {
        DataPrivateKey key = api().generateDataKeyPair(spec(spec)).privateKey();
        assertThat(key.toString())
                .startsWith("DataPrivateKey[" + spec.keyAlgorithm() + ", CiphertextBlob[keyId=");
        assertThatThrownBy(
                        () -> new ObjectOutputStream(new ByteArrayOutputStream()).writeObject(key))
                .isInstanceOf(NotSerializableException.class);
        key.destroy();
        assertThat(key.isDestroyed()).isTrue();
        assertThatThrownBy(key::getEncoded).isInstanceOf(IllegalStateException.class);
        if (key instanceof RSAPrivateCrtKey rsa) {
            assertThatThrownBy(rsa::getPrivateExponent).isInstanceOf(IllegalStateException.class);
        } else {
            assertThatThrownBy(((ECPrivateKey) key)::getS)
                    .isInstanceOf(IllegalStateException.class);
        }
    }
}
