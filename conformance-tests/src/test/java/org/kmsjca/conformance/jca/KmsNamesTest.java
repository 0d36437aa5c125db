package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kmsjca.KeySpec;
import org.kmsjca.conformance.support.Peers;
import org.kmsjca.conformance.support.SharedKms;
import org.kmsjca.conformance.support.Sm2Formula;
import org.kmsjca.conformance.support.Sm2Peer;
import org.kmsjca.conformance.support.SoftHsmLacks;
import org.kmsjca.conformance.support.TestKeys;

/** The KMS's own names, with exactly the parameters that the KMS gives them. */
class KmsNamesTest extends SharedKms {
    private static final byte[] MESSAGE = SymmetricCase.bytes(100, 9);
    private static final PSSParameterSpec KMS_PSS =
            new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1);

    private KeyPair rsa;
    private KeyPair ec;
    private KeyPair sm2;

    @Override
    protected void prepare() {
        rsa = TestKeys.pair(KeySpec.RSA_2048);
        ec = TestKeys.newPair(KeySpec.EC_P256);
        sm2 = TestKeys.newPair(KeySpec.EC_SM2);
        kms().importForSigning("rsa", rsa);
        kms().importForDecryption("rsa-decryption", rsa);
        kms().importForDecryption("rsa-3072", TestKeys.pair(KeySpec.RSA_3072));
        kms().importForSigning("ec", ec);
        kms().importForSigning("sm2", sm2);
        kms().importForDecryption("sm2-decryption", sm2);
    }

    private byte[] sign(String name, String alias, byte[] message) throws GeneralSecurityException {
        return sign(kms().signature(name), kms().privateKey(alias), message);
    }

    private static byte[] sign(Signature signature, PrivateKey key, byte[] message)
            throws GeneralSecurityException {
        signature.initSign(key);
        signature.update(message);
        return signature.sign();
    }

    private static boolean verify(Signature signature, KeyPair pair, byte[] message, byte[] value)
            throws GeneralSecurityException {
        signature.initVerify(pair.getPublic());
        signature.update(message);
        return signature.verify(value);
    }

    private static Signature sunPss(PSSParameterSpec spec) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("RSASSA-PSS", Peers.SUN_RSA_SIGN);
        signature.setParameter(spec);
        return signature;
    }

    @Test
    void rsaPssSha256HasASaltOf32BytesAndMaskOfTheSameDigest() throws GeneralSecurityException {
        byte[] ours = sign("RSA_PSS_SHA_256", "rsa", MESSAGE);
        assertThat(verify(sunPss(KMS_PSS), rsa, MESSAGE, ours)).isTrue();
        byte[] theirs = sign(sunPss(KMS_PSS), rsa.getPrivate(), MESSAGE);
        assertThat(verify(kms().signature("RSA_PSS_SHA_256"), rsa, MESSAGE, theirs)).isTrue();
        for (PSSParameterSpec other :
                List.of(
                        new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 20, 1),
                        new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 222, 1),
                        new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA1, 32, 1),
                        new PSSParameterSpec("SHA-1", "MGF1", MGF1ParameterSpec.SHA1, 20, 1))) {
            assertThat(verify(sunPss(other), rsa, MESSAGE, ours)).as(other.toString()).isFalse();
            byte[] wrong = sign(sunPss(other), rsa.getPrivate(), MESSAGE);
            assertThat(verify(kms().signature("RSA_PSS_SHA_256"), rsa, MESSAGE, wrong))
                    .as(other.toString())
                    .isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({"RSA_PKCS1_SHA_256, SHA256withRSA, rsa", "ECDSA_SHA_256, SHA256withECDSA, ec"})
    void nameIsTheStandardAlgorithm(String kmsName, String standardName, String alias)
            throws GeneralSecurityException {
        KeyPair pair = alias.equals("rsa") ? rsa : ec;
        Provider sun = alias.equals("rsa") ? Peers.SUN_RSA_SIGN : Peers.SUN_EC;
        byte[] ours = sign(kmsName, alias, MESSAGE);
        assertThat(verify(Signature.getInstance(standardName, sun), pair, MESSAGE, ours)).isTrue();
        byte[] theirs = sign(Signature.getInstance(standardName, sun), pair.getPrivate(), MESSAGE);
        assertThat(verify(kms().signature(kmsName), pair, MESSAGE, theirs)).isTrue();
        assertThat(verify(kms().signature(kmsName), pair, new byte[1], theirs)).isFalse();
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
            assertThat(verify(kms().signature("SM2DSA"), sm2, digest, theirs)).isTrue();
        }
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
    void sm2PkeOf6047BytesHas6144() throws GeneralSecurityException {
        byte[] message = SymmetricCase.bytes(6047, 1);
        Cipher cipher = kms().cipher("SM2PKE");
        cipher.init(Cipher.ENCRYPT_MODE, kms().publicKey("sm2-decryption"));
        byte[] encrypted = cipher.doFinal(message);
        assertThat(encrypted).hasSize(6144);
        cipher.init(Cipher.DECRYPT_MODE, kms().handle("sm2-decryption"));
        assertThat(cipher.doFinal(encrypted)).isEqualTo(message);
    }

    @ParameterizedTest
    @CsvSource({
        "Signature, RSA_PSS_SHA_256, SHA256withRSAandMGF1",
        "Signature, RSA_PKCS1_SHA_256, SHA256withRSA",
        "Signature, ECDSA_SHA_256, SHA256withECDSA",
        "Signature, SM2DSA, NONEwithSM2",
        "Cipher, RSAES_OAEP_SHA_256, RSAES_OAEP_SHA_256",
        "Cipher, RSA/ECB/OAEPWithSHA256AndMGF1Padding, RSAES_OAEP_SHA_256",
        "Cipher, RSAES_OAEP_SHA_1, RSAES_OAEP_SHA_1",
        "Cipher, SM2PKE, SM2"
    })
    void nameIsAService(String type, String kmsName, String service) {
        assertThat(kms().provider().getService(type, kmsName).getAlgorithm()).isEqualTo(service);
    }
}
