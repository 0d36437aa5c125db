package org.kmsjca.conformance.jca;

import static java.lang.reflect.Modifier.isPublic;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.lang.reflect.Method;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.interfaces.ECKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.Mac;
import javax.crypto.SealedObject;
import javax.crypto.SecretKey;
import javax.security.auth.Destroyable;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyUsage;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.conformance.support.Peers;
import org.kmsjca.conformance.support.SharedKms;
import org.kmsjca.conformance.support.TestCertificates;
import org.kmsjca.conformance.support.TestKeys;

/** Key handles: usable, never readable, and of no use to anybody else. */
class KeyHandleTest extends SharedKms {
    private static final Map<String, KeySpec> SPECS =
            Map.of(
                    "aes", KeySpec.ALIYUN_AES_256,
                    "rsa", KeySpec.RSA_2048,
                    "ec", KeySpec.EC_P256,
                    "sm2", KeySpec.EC_SM2,
                    "sm4", KeySpec.ALIYUN_SM4,
                    "hmac", KeySpec.HMAC_SHA_512_256,
                    "ed25519", KeySpec.ED25519,
                    "ml-dsa", KeySpec.ML_DSA_65);

    @Override
    protected void prepare() {
        SPECS.forEach(kms()::create);
        kms().create("rsa-decryption", KeySpec.RSA_2048, KeyUsage.ENCRYPT_DECRYPT);
    }

    static Set<String> aliases() {
        return SPECS.keySet();
    }

    /** The JCA's names of the keys, written here by hand. */
    private static String algorithm(String alias) {
        return switch (alias) {
            case "hmac" -> "HmacSHA512/256";
            case "ed25519" -> "EdDSA";
            default -> alias.toUpperCase(Locale.ROOT);
        };
    }

    @ParameterizedTest
    @MethodSource("aliases")
    void handleHasNoEncodingAndIsNotSerialised(String alias) throws Exception {
        Key handle = kms().handle(alias);
        assertThat(handle.getEncoded()).isNull();
        assertThat(handle.getFormat()).isNull();
        assertThat(handle.getAlgorithm()).isEqualTo(algorithm(alias));
        try (var stream = new ObjectOutputStream(new ByteArrayOutputStream())) {
            assertThatThrownBy(() -> stream.writeObject(handle))
                    .isInstanceOf(NotSerializableException.class);
        }
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", Peers.SUN_JCE);
        cipher.init(Cipher.ENCRYPT_MODE, TestKeys.aes(256));
        assertThatThrownBy(() -> new SealedObject(handle, cipher))
                .isInstanceOf(NotSerializableException.class);
    }

    @ParameterizedTest
    @MethodSource("aliases")
    void equalityIsThatOfTheKeyVersion(String alias) {
        Key handle = kms().handle(alias);
        assertThat(kms().handle(alias)).isEqualTo(handle).hasSameHashCodeAs(handle);
        assertThat(kms().handle("alias/" + alias)).isEqualTo(handle);
        assertThat(kms().handle(kms().keyId(alias))).isEqualTo(handle);
        assertThat(handle).isNotEqualTo(kms().handle("rsa-decryption"));
        assertThat(handle.toString()).contains(alias).contains(kms().keyId(alias));
    }

    @ParameterizedTest
    @MethodSource("aliases")
    void destroyedHandleIsRefusedAndTheKeyLivesOn(String alias) throws Exception {
        Key handle = kms().handle(alias);
        ((Destroyable) handle).destroy();
        assertThat(((Destroyable) handle).isDestroyed()).isTrue();
        assertThatThrownBy(() -> use(handle)).isInstanceOf(InvalidKeyException.class);
        use(kms().handle(alias));
    }

    private void use(Key handle) throws GeneralSecurityException {
        switch (handle.getAlgorithm()) {
            case "AES", "SM4" ->
                    kms().cipher(handle.getAlgorithm() + "/CTR/NoPadding")
                            .init(Cipher.ENCRYPT_MODE, handle);
            case "RSA" -> kms().signature("SHA256withRSA").initSign((PrivateKey) handle);
            case "EC" -> kms().signature("SHA256withECDSA").initSign((PrivateKey) handle);
            case "SM2" -> kms().signature("SM3withSM2").initSign((PrivateKey) handle);
            case "EdDSA", "ML-DSA" ->
                    kms().signature(handle.getAlgorithm()).initSign((PrivateKey) handle);
            default -> Mac.getInstance(handle.getAlgorithm(), kms().provider()).init(handle);
        }
    }

    @Test
    void privateHandlesShowWhatIsPublic() throws GeneralSecurityException {
        PrivateKey rsa = kms().privateKey("rsa");
        assertThat(rsa).isInstanceOf(RSAKey.class).isNotInstanceOf(RSAPrivateKey.class);
        assertThat(((RSAKey) rsa).getModulus())
                .isEqualTo(((RSAPublicKey) kms().publicKey("rsa")).getModulus());
        assertThat(((RSAKey) rsa).getParams()).isNull();
        PrivateKey ec = kms().privateKey("ec");
        assertThat(ec).isInstanceOf(ECKey.class).isNotInstanceOf(ECPrivateKey.class);
        assertThat(((ECKey) ec).getParams().getOrder())
                .isEqualTo(((ECPublicKey) kms().publicKey("ec")).getParams().getOrder());
    }

    @Test
    void handlesOfTheNewerKindsShowTheirParameters() throws Exception {
        PrivateKey sm2 = kms().privateKey("sm2");
        assertThat(sm2).isInstanceOf(ECKey.class).isNotInstanceOf(ECPrivateKey.class);
        assertThat(((ECKey) sm2).getParams().getOrder())
                .isEqualTo(
                        new BigInteger(
                                "FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123",
                                16));
        PrivateKey ed25519 = kms().privateKey("ed25519");
        assertThat(ed25519).isInstanceOf(EdECPrivateKey.class);
        assertThat(((EdECPrivateKey) ed25519).getBytes()).isEmpty();
        assertThat(((EdECKey) ed25519).getParams().getName()).isEqualTo("Ed25519");
        if (Runtime.version().feature() >= 22) {
            Method getParams = Class.forName("java.security.AsymmetricKey").getMethod("getParams");
            for (String alias : List.of("ed25519", "ml-dsa")) {
                var told = (NamedParameterSpec) getParams.invoke(kms().handle(alias));
                assertThat(told.getName())
                        .isEqualTo(alias.equals("ml-dsa") ? "ML-DSA-65" : "Ed25519");
            }
            for (String alias : List.of("ec", "sm2")) {
                var told = (ECParameterSpec) getParams.invoke(kms().handle(alias));
                assertThat(told.getOrder())
                        .isEqualTo(((ECPublicKey) kms().publicKey(alias)).getParams().getOrder());
            }
        }
    }

    @Test
    void publicKeysAreOfTheInterfacesThatOthersExpect() {
        assertThat(kms().publicKey("sm2")).isInstanceOf(ECPublicKey.class);
        assertThat(kms().publicKey("sm2").getAlgorithm()).isEqualTo("SM2");
        assertThat(kms().publicKey("ed25519")).isInstanceOf(EdECPublicKey.class);
        assertThat(kms().publicKey("ed25519").getAlgorithm()).isEqualTo("EdDSA");
        assertThat(kms().publicKey("ml-dsa").getAlgorithm()).isEqualTo("ML-DSA");
        for (String alias : aliases()) {
            if (kms().handle(alias) instanceof SecretKey) {
                assertThatThrownBy(() -> kms().publicKey(alias))
                        .isInstanceOfSatisfying(
                                KmsException.class,
                                e ->
                                        assertThat(e.code())
                                                .isEqualTo(
                                                        KmsErrorCode
                                                                .REJECTED_UNSUPPORTED_OPERATION));
            } else {
                assertThat(kms().publicKey(alias).getFormat()).isEqualTo("X.509");
            }
        }
    }

    /** JDK 22 gave PrivateKey a default of that name too; the call goes through both interfaces. */
    @ParameterizedTest
    @ValueSource(strings = {"rsa", "ec", "sm2", "ed25519", "ml-dsa"})
    void parametersCanBeAskedThroughEveryPublicInterface(String alias) throws Exception {
        Key handle = kms().handle(alias);
        for (Class<?> type : List.of(handle.getClass().getInterfaces())) {
            for (var method : type.getMethods()) {
                if (isPublic(type.getModifiers()) && method.getName().equals("getParams")) {
                    method.invoke(handle);
                }
            }
        }
        assertThat(handle).isInstanceOf(PrivateKey.class);
    }

    private static void assertCleanRefusal(ThrowingCallable use) {
        // Bouncy Castle's ciphers run into the null encoding.
        assertThat(catchThrowable(use))
                .isInstanceOfAny(GeneralSecurityException.class, NullPointerException.class);
    }

    @Test
    void otherProvidersCannotUseHandles() {
        for (Provider provider : List.of(Peers.SUN_JCE, Peers.BOUNCY_CASTLE)) {
            assertCleanRefusal(
                    () ->
                            Cipher.getInstance("AES/GCM/NoPadding", provider)
                                    .init(Cipher.ENCRYPT_MODE, kms().handle("aes")));
            assertCleanRefusal(
                    () ->
                            Cipher.getInstance("RSA/ECB/PKCS1Padding", provider)
                                    .init(Cipher.DECRYPT_MODE, kms().handle("rsa-decryption")));
            assertCleanRefusal(
                    () -> {
                        Cipher cipher = Cipher.getInstance("AES/KW/NoPadding", Peers.SUN_JCE);
                        cipher.init(Cipher.WRAP_MODE, TestKeys.aes(256));
                        cipher.wrap(kms().handle("rsa"));
                    });
            assertCleanRefusal(
                    () -> Mac.getInstance("HmacSHA256", provider).init(kms().handle("aes")));
        }
        for (Provider provider : List.of(Peers.SUN_RSA_SIGN, Peers.BOUNCY_CASTLE)) {
            assertCleanRefusal(
                    () ->
                            Signature.getInstance("SHA256withRSA", provider)
                                    .initSign(kms().privateKey("rsa")));
            assertCleanRefusal(
                    () ->
                            KeyFactory.getInstance("RSA", provider)
                                    .getKeySpec(kms().handle("rsa"), PKCS8EncodedKeySpec.class));
        }
        for (Provider provider : List.of(Peers.SUN_EC, Peers.BOUNCY_CASTLE)) {
            assertCleanRefusal(
                    () ->
                            Signature.getInstance("SHA256withECDSA", provider)
                                    .initSign(kms().privateKey("ec")));
            assertCleanRefusal(
                    () -> KeyFactory.getInstance("EC", provider).translateKey(kms().handle("ec")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PKCS12", "JKS", "JCEKS"})
    void otherKeyStoresDoNotTakeHandles(String type) throws Exception {
        KeyStore store = KeyStore.getInstance(type);
        store.load(null, null);
        var pair = TestKeys.pair(KeySpec.EC_P256);
        var certificate = TestCertificates.selfSigned("x", pair);
        for (String alias : List.of("rsa", "ec")) {
            assertThat(
                            catchThrowable(
                                    () ->
                                            store.setKeyEntry(
                                                    alias,
                                                    kms().handle(alias),
                                                    "password".toCharArray(),
                                                    new Certificate[] {certificate})))
                    .isNotNull();
        }
        assertThat(store.size()).isZero();
    }

    private static String aliasFor(String algorithm) {
        KeySpec spec = SignatureKeys.keySpec(algorithm);
        return SPECS.keySet().stream().filter(a -> SPECS.get(a) == spec).findFirst().orElseThrow();
    }

    @Test
    void lastProviderIsFoundForHandlesAndLeavesOthersKeys() throws Exception {
        Security.addProvider(kms().provider());
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(kms().privateKey("ec"));
            assertThat(signature.getProvider()).isSameAs(kms().provider());
            Signature software = Signature.getInstance("SHA256withECDSA");
            software.initSign(TestKeys.pair(KeySpec.EC_P256).getPrivate());
            assertThat(software.getProvider()).isNotSameAs(kms().provider());
            Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
            cipher.init(Cipher.ENCRYPT_MODE, kms().handle("aes"));
            assertThat(cipher.getProvider()).isSameAs(kms().provider());
            for (String algorithm : List.of("Ed25519", "SM3withSM2", "ML-DSA-65")) {
                Signature found = Signature.getInstance(algorithm);
                found.initSign(kms().privateKey(aliasFor(algorithm)));
                assertThat(found.getProvider()).isSameAs(kms().provider());
            }
            Mac mac = Mac.getInstance("HmacSHA512/256");
            mac.init(kms().handle("hmac"));
            assertThat(mac.getProvider()).isSameAs(kms().provider());
            SecretKey plain = KeyGenerator.getInstance("AES").generateKey();
            assertThat(plain.getEncoded()).isNotEmpty();
        } finally {
            Security.removeProvider("KMS");
        }
    }
}
