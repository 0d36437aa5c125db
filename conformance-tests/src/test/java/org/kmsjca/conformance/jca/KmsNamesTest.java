package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.spec.MGF1ParameterSpec;
import javax.crypto.Cipher;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.bouncycastle.crypto.engines.SM2Engine;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kmsjca.KeySpec;
import org.kmsjca.conformance.support.Peers;
import org.kmsjca.conformance.support.SharedKms;
import org.kmsjca.conformance.support.TestKeys;

/** The KMS's own names, with exactly the parameters that the KMS gives them. */
class KmsNamesTest extends SharedKms {
    private static final byte[] MESSAGE = SymmetricCase.bytes(100, 9);

    private KeyPair rsa;

    @Override
    protected void prepare() {
        rsa = TestKeys.pair(KeySpec.RSA_2048);
        kms().importForDecryption("rsa-decryption", rsa);
        kms().importForDecryption("rsa-3072", TestKeys.pair(KeySpec.RSA_3072));
        kms().importForDecryption("sm2-decryption", TestKeys.newPair(KeySpec.EC_SM2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SHA-1", "SHA-256"})
    void oaepHasTheMaskOfTheSameDigestAndNoLabel(String digest) throws GeneralSecurityException {
        String name = "RSAES_OAEP_" + digest.replace('-', '_');
        var spec =
                new OAEPParameterSpec(
                        digest,
                        "MGF1",
                        new MGF1ParameterSpec(digest),
                        new PSource.PSpecified(new byte[0]));
        Cipher sun = Cipher.getInstance("RSA/ECB/OAEPPadding", Peers.SUN_JCE);
        Cipher ours = kms().cipher(name);
        sun.init(Cipher.ENCRYPT_MODE, rsa.getPublic(), spec);
        ours.init(Cipher.DECRYPT_MODE, kms().handle("rsa-decryption"));
        assertThat(ours.doFinal(sun.doFinal(MESSAGE))).isEqualTo(MESSAGE);
        ours.init(Cipher.ENCRYPT_MODE, kms().publicKey("rsa-decryption"));
        byte[] encrypted = ours.doFinal(MESSAGE);
        sun.init(Cipher.DECRYPT_MODE, rsa.getPrivate(), spec);
        assertThat(sun.doFinal(encrypted)).isEqualTo(MESSAGE);
    }

    /** The limits that the KMS publishes for AsymmetricEncrypt. */
    @ParameterizedTest
    @CsvSource({
        "RSAES_OAEP_SHA_256, rsa-decryption, 190",
        "RSAES_OAEP_SHA_1, rsa-decryption, 214",
        "RSAES_OAEP_SHA_256, rsa-3072, 318",
        "RSAES_OAEP_SHA_1, rsa-3072, 342"
    })
    void longestPlaintextIsTheKmss(String name, String alias, int longest)
            throws GeneralSecurityException {
        Cipher cipher = kms().cipher(name);
        cipher.init(Cipher.ENCRYPT_MODE, kms().publicKey(alias));
        byte[] encrypted = cipher.doFinal(new byte[longest]);
        assertThatThrownBy(() -> cipher.doFinal(new byte[longest + 1]))
                .isInstanceOf(IllegalBlockSizeException.class);
        cipher.init(Cipher.DECRYPT_MODE, kms().handle(alias));
        assertThat(cipher.doFinal(encrypted)).isEqualTo(new byte[longest]);
    }

    @Test
    void sm2PkeOf6047BytesHas6144AndMoreIsRefused() throws GeneralSecurityException {
        byte[] message = SymmetricCase.bytes(6047, 1);
        Cipher cipher = kms().cipher("SM2PKE");
        cipher.init(Cipher.ENCRYPT_MODE, kms().publicKey("sm2-decryption"));
        byte[] encrypted = cipher.doFinal(message);
        assertThat(encrypted).hasSize(6144);
        assertThatThrownBy(() -> cipher.doFinal(new byte[6048]))
                .isInstanceOf(IllegalBlockSizeException.class)
                .hasMessageContaining("6047");
        cipher.update(message);
        assertThatThrownBy(() -> cipher.doFinal(new byte[1]))
                .isInstanceOf(IllegalBlockSizeException.class);
        assertThat(cipher.doFinal(message)).hasSize(6144);
        cipher.init(Cipher.DECRYPT_MODE, kms().handle("sm2-decryption"));
        assertThat(cipher.doFinal(encrypted)).isEqualTo(message);
    }

    /** Bouncy Castle's engine has no limit, so that its users' ciphertexts are longer. */
    @Test
    void longerSm2CiphertextOfOthersDecrypts() throws Exception {
        byte[] message = SymmetricCase.bytes(10_000, 1);
        var engine = new SM2Engine(SM2Engine.Mode.C1C3C2);
        engine.init(
                true,
                new ParametersWithRandom(
                        PublicKeyFactory.createKey(kms().publicKey("sm2-decryption").getEncoded()),
                        new SecureRandom()));
        byte[] encrypted = engine.processBlock(message, 0, message.length);
        Cipher cipher = kms().cipher("SM2PKE");
        cipher.init(Cipher.DECRYPT_MODE, kms().handle("sm2-decryption"));
        assertThat(cipher.doFinal(encrypted)).isEqualTo(message);
    }

    @Test
    void macByItsKmsNameIsThatOfTheJdk() throws GeneralSecurityException {
        SecretKey clear = TestKeys.newSecret(KeySpec.HMAC_SHA_256);
        kms().importSecret("hmac", clear);
        Mac ours = Mac.getInstance("HMAC_SHA_256", kms().provider());
        ours.init(kms().handle("hmac"));
        Mac theirs = Mac.getInstance("HmacSHA256", Peers.SUN_JCE);
        theirs.init(clear);
        assertThat(ours.doFinal(MESSAGE)).isEqualTo(theirs.doFinal(MESSAGE));
    }

    @ParameterizedTest
    @CsvSource({
        "Signature, RSA_PSS_SHA_256, RSA_PSS_SHA_256",
        "Signature, RSA_PKCS1_SHA_256, RSA_PKCS1_SHA_256",
        "Signature, ECDSA_SHA_256, ECDSA_SHA_256",
        "Signature, SM2DSA, SM2DSA",
        "Cipher, RSAES_OAEP_SHA_256, RSAES_OAEP_SHA_256",
        "Cipher, RSA/ECB/OAEPWithSHA256AndMGF1Padding, RSA/ECB/OAEPWithSHA256AndMGF1Padding",
        "Cipher, RSAES_OAEP_SHA_1, RSAES_OAEP_SHA_1",
        "Cipher, SM2PKE, SM2",
        "Mac, HMAC_SHA_1, HmacSHA1",
        "Mac, HMAC_SHA_224, HmacSHA224",
        "Mac, HMAC_SHA_256, HmacSHA256",
        "Mac, HMAC_SHA_384, HmacSHA384",
        "Mac, HMAC_SHA_512, HmacSHA512",
        "Mac, HMAC_SHA_512_256, HmacSHA512/256",
        "Mac, HMAC_SHA3_256, HmacSHA3-256",
        "Mac, HMAC_SM3, HmacSM3",
        "KeyGenerator, AES_256, Aliyun_AES_256",
        "KeyGenerator, AES_192, Aliyun_AES_192",
        "KeyGenerator, AES_128, Aliyun_AES_128"
    })
    void nameIsAService(String type, String kmsName, String service) {
        assertThat(kms().provider().getService(type, kmsName).getAlgorithm()).isEqualTo(service);
    }
}
