package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kmsjca.KeySpec;
import org.kmsjca.SigningAlgorithm;
import org.kmsjca.conformance.support.Peers;
import org.kmsjca.conformance.support.SharedKms;
import org.kmsjca.conformance.support.Sm2Formula;
import org.kmsjca.conformance.support.Sm2Peer;
import org.kmsjca.conformance.support.SoftHsmLacks;
import org.kmsjca.conformance.support.TestKeys;

/** Signatures by the KMS's names: all take the digest, as AsymmetricSign does. */
class DigestSignatureTest extends SharedKms {
    private static final byte[] MESSAGE = SymmetricCase.bytes(100, 9);
    private static final PSSParameterSpec KMS_PSS =
            new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1);

    private KeyPair rsa;
    private KeyPair ec;
    private KeyPair k1;
    private KeyPair sm2;

    static List<String> algorithms() {
        return Arrays.stream(SigningAlgorithm.values()).map(SigningAlgorithm::name).toList();
    }

    @Override
    protected void prepare() {
        rsa = TestKeys.pair(KeySpec.RSA_2048);
        ec = TestKeys.newPair(KeySpec.EC_P256);
        k1 = TestKeys.newPair(KeySpec.EC_P256K);
        sm2 = TestKeys.newPair(KeySpec.EC_SM2);
        kms().importForSigning("rsa", rsa);
        kms().importForSigning("ec", ec);
        kms().importForSigning("k1", k1);
        kms().importForSigning("sm2", sm2);
    }

    private KeyPair pair(String alias) {
        return switch (alias) {
            case "rsa" -> rsa;
            case "ec" -> ec;
            case "k1" -> k1;
            default -> sm2;
        };
    }

    private static byte[] sha256(byte[] message) throws GeneralSecurityException {
        return MessageDigest.getInstance("SHA-256").digest(message);
    }

    private byte[] sign(String name, String alias, byte[] digest) throws GeneralSecurityException {
        return sign(kms().signature(name), kms().privateKey(alias), digest);
    }

    private static byte[] sign(Signature signature, PrivateKey key, byte[] data)
            throws GeneralSecurityException {
        signature.initSign(key);
        signature.update(data);
        return signature.sign();
    }

    private static boolean verify(Signature signature, PublicKey key, byte[] data, byte[] value)
            throws GeneralSecurityException {
        signature.initVerify(key);
        signature.update(data);
        return signature.verify(value);
    }

    private static Signature sunPss(PSSParameterSpec spec) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("RSASSA-PSS", Peers.SUN_RSA_SIGN);
        signature.setParameter(spec);
        return signature;
    }

    @Test
    void rsaPssSha256HasASaltOf32BytesAndMaskOfTheSameDigest() throws GeneralSecurityException {
        byte[] digest = sha256(MESSAGE);
        byte[] ours = sign("RSA_PSS_SHA_256", "rsa", digest);
        assertThat(verify(sunPss(KMS_PSS), rsa.getPublic(), MESSAGE, ours)).isTrue();
        byte[] theirs = sign(sunPss(KMS_PSS), rsa.getPrivate(), MESSAGE);
        Signature verifier = kms().signature("RSA_PSS_SHA_256");
        assertThat(verify(verifier, rsa.getPublic(), digest, theirs)).isTrue();
        assertThat(verify(verifier, rsa.getPublic(), new byte[32], theirs)).isFalse();
        for (PSSParameterSpec other :
                List.of(
                        new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 20, 1),
                        new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 222, 1),
                        new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA1, 32, 1),
                        new PSSParameterSpec("SHA-1", "MGF1", MGF1ParameterSpec.SHA1, 20, 1))) {
            assertThat(verify(sunPss(other), rsa.getPublic(), MESSAGE, ours))
                    .as(other.toString())
                    .isFalse();
            byte[] wrong = sign(sunPss(other), rsa.getPrivate(), MESSAGE);
            assertThat(verify(verifier, rsa.getPublic(), digest, wrong))
                    .as(other.toString())
                    .isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "RSA_PKCS1_SHA_256, SHA256withRSA, rsa",
        "RSA_PSS_SHA_256, SHA256withRSAandMGF1, rsa",
        "ECDSA_SHA_256, SHA256withECDSA, ec",
        "ECDSA_SHA_256, NONEwithECDSA, ec",
        "ECDSA_SHA_256, SHA256withECDSA, k1"
    })
    void bouncyCastleAndWeVerifyEachOther(String kmsName, String standardName, String alias)
            throws GeneralSecurityException {
        byte[] digest = sha256(MESSAGE);
        byte[] input = standardName.startsWith("NONE") ? digest : MESSAGE;
        KeyPair pair = pair(alias);
        Signature theirs = Signature.getInstance(standardName, Peers.BOUNCY_CASTLE);
        byte[] ours = sign(kmsName, alias, digest);
        assertThat(verify(theirs, pair.getPublic(), input, ours)).isTrue();

        byte[] value = sign(theirs, pair.getPrivate(), input);
        Signature verifier = kms().signature(kmsName);
        assertThat(verify(verifier, pair.getPublic(), digest, value)).isTrue();
        assertThat(verify(verifier, kms().publicKey(alias), digest, value)).isTrue();
        assertThat(verify(verifier, pair.getPublic(), new byte[32], value)).isFalse();
        value[value.length - 1] ^= 1;
        assertThat(verify(verifier, pair.getPublic(), digest, value)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"RSA_PKCS1_SHA_256, SHA256withRSA, rsa", "ECDSA_SHA_256, NONEwithECDSA, ec"})
    void theJdkAndWeVerifyEachOther(String kmsName, String standardName, String alias)
            throws GeneralSecurityException {
        byte[] digest = sha256(MESSAGE);
        byte[] input = standardName.startsWith("NONE") ? digest : MESSAGE;
        Provider sun = alias.equals("rsa") ? Peers.SUN_RSA_SIGN : Peers.SUN_EC;
        KeyPair pair = pair(alias);
        Signature theirs = Signature.getInstance(standardName, sun);
        assertThat(verify(theirs, pair.getPublic(), input, sign(kmsName, alias, digest))).isTrue();
        byte[] value = sign(theirs, pair.getPrivate(), input);
        assertThat(verify(kms().signature(kmsName), pair.getPublic(), digest, value)).isTrue();
    }

    /** The KMS takes SM3(Z_A || M); it never sees the user id. */
    @SoftHsmLacks("SM2")
    @Test
    void sm2DsaTakesTheDigest() throws GeneralSecurityException {
        byte[] userId = {1, 2, 3};
        byte[] digest = Sm2Formula.digest(sm2, userId, MESSAGE);
        for (Sm2Peer peer : Sm2Peer.values()) {
            byte[] ours = sign("SM2DSA", "sm2", digest);
            assertThat(peer.verify(sm2, userId, MESSAGE, ours)).isTrue();
            byte[] theirs = peer.sign(sm2, userId, MESSAGE);
            assertThat(verify(kms().signature("SM2DSA"), sm2.getPublic(), digest, theirs)).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "RSA_PSS_SHA_256, rsa, RSASSA-PSS",
        "RSA_PKCS1_SHA_256, rsa, SHA256withRSA",
        "ECDSA_SHA_256, ec, SHA256withECDSA"
    })
    void anotherLengthIsRefusedWithTheNameOfTheAlgorithmThatHashes(
            String name, String alias, String hashing) throws GeneralSecurityException {
        assertRefused(name, alias, hashing);
    }

    @SoftHsmLacks("SM2")
    @Test
    void anotherLengthIsRefusedForSm2() throws GeneralSecurityException {
        assertRefused("SM2DSA", "sm2", "SM3withSM2");
    }

    private void assertRefused(String name, String alias, String hashing)
            throws GeneralSecurityException {
        byte[] digest = sha256(MESSAGE);
        byte[] right = sign(name, alias, digest);
        Signature signature = kms().signature(name);
        for (int length : new int[] {0, 20, 31, 33, 48, 100_000}) {
            signature.initSign(kms().privateKey(alias));
            signature.update(new byte[length]);
            assertThatThrownBy(signature::sign)
                    .isInstanceOf(SignatureException.class)
                    .hasMessageContaining(hashing)
                    .hasMessageContaining("not " + length);
            signature.update(digest);
            assertThat(signature.sign()).as("the next one is served").isNotEmpty();

            signature.initVerify(pair(alias).getPublic());
            signature.update(new byte[length]);
            assertThatThrownBy(() -> signature.verify(right))
                    .isInstanceOf(SignatureException.class)
                    .hasMessageContaining(hashing);
            signature.update(digest);
            assertThat(signature.verify(right)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA_PSS_SHA_256", "RSA_PKCS1_SHA_256", "ECDSA_SHA_256", "SM2DSA"})
    void anyProvidersPublicKeyVerifiesWithoutNamingOurs(String name)
            throws GeneralSecurityException {
        String alias = name.startsWith("RSA") ? "rsa" : name.startsWith("SM2") ? "sm2" : "ec";
        PublicKey publicKey = pair(alias).getPublic();
        Security.addProvider(kms().provider());
        try {
            PublicKey bouncyCastles =
                    KeyFactory.getInstance(alias.equals("rsa") ? "RSA" : "EC", Peers.BOUNCY_CASTLE)
                            .generatePublic(new X509EncodedKeySpec(publicKey.getEncoded()));
            for (PublicKey key : List.of(bouncyCastles, publicKey)) {
                Signature signature = Signature.getInstance(name);
                signature.initVerify(key);
                assertThat(signature.getProvider()).isSameAs(kms().provider());
            }
        } finally {
            Security.removeProvider(kms().provider().getName());
        }
    }

    @Test
    void signatureOfAnotherLengthOrAnotherKeyIsNone() throws GeneralSecurityException {
        byte[] digest = sha256(MESSAGE);
        for (String name : List.of("RSA_PSS_SHA_256", "RSA_PKCS1_SHA_256")) {
            byte[] value = sign(name, "rsa", digest);
            Signature signature = kms().signature(name);
            signature.initVerify(rsa.getPublic());
            signature.update(digest);
            assertThatThrownBy(() -> signature.verify(Arrays.copyOf(value, 255)))
                    .isInstanceOf(SignatureException.class);
            byte[] tooLarge = new byte[256];
            Arrays.fill(tooLarge, (byte) 0xFF);
            signature.update(digest);
            assertThat(signature.verify(tooLarge)).isFalse();
            signature.initVerify(TestKeys.newPair(KeySpec.RSA_2048).getPublic());
            signature.update(digest);
            assertThat(signature.verify(value)).isFalse();
        }
    }

    /** RFC 4055: a key that is limited to other parameters does not verify these. */
    @Test
    void publicKeyThatIsLimitedToOtherParametersIsRefused() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("RSASSA-PSS");
        generator.initialize(
                new RSAKeyGenParameterSpec(
                        2048,
                        RSAKeyGenParameterSpec.F4,
                        new PSSParameterSpec("SHA-512", "MGF1", MGF1ParameterSpec.SHA512, 64, 1)));
        PublicKey limited = generator.generateKeyPair().getPublic();
        generator.initialize(2048);
        PublicKey pssOnly = generator.generateKeyPair().getPublic();
        assertThatThrownBy(() -> kms().signature("RSA_PSS_SHA_256").initVerify(limited))
                .isInstanceOf(InvalidKeyException.class);
        assertThatThrownBy(() -> kms().signature("RSA_PKCS1_SHA_256").initVerify(pssOnly))
                .isInstanceOf(InvalidKeyException.class);
        kms().signature("RSA_PSS_SHA_256").initVerify(pssOnly);
    }

    /** A modulus of 8n + 1 bits, where the encoded message is a byte shorter than the signature. */
    @Test
    void oddLengthOfModulusVerifies() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("RSA", Peers.SUN_RSA_SIGN);
        for (int bits : new int[] {1025, 1026, 1031, 1032}) {
            generator.initialize(bits);
            KeyPair pair = generator.generateKeyPair();
            byte[] theirs = sign(sunPss(KMS_PSS), pair.getPrivate(), MESSAGE);
            Signature verifier = kms().signature("RSA_PSS_SHA_256");
            assertThat(verify(verifier, pair.getPublic(), sha256(MESSAGE), theirs))
                    .as("%d bits", bits)
                    .isTrue();
        }
        generator.initialize(521);
        PublicKey small = generator.generateKeyPair().getPublic();
        assertThatThrownBy(() -> kms().signature("RSA_PSS_SHA_256").initVerify(small))
                .isInstanceOf(InvalidKeyException.class);
    }
}
