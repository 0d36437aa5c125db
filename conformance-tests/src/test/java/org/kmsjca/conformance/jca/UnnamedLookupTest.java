package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyUsage;
import org.kmsjca.conformance.support.SharedKms;
import org.kmsjca.conformance.support.Sm2Formula;
import org.kmsjca.conformance.support.Sm2Peer;
import org.kmsjca.conformance.support.TestKeys;

/** With the provider last in the JVM's list and not named, keys find the one who can use them. */
class UnnamedLookupTest extends SharedKms {
    @Override
    protected void prepare() {
        for (KeySpec spec : SignatureKeys.SPECS) {
            kms().create(spec.toString(), spec);
        }
        kms().create("decrypt", KeySpec.EC_SM2, KeyUsage.ENCRYPT_DECRYPT);
        kms().create("agree", KeySpec.EC_P256, KeyUsage.KEY_AGREEMENT);
        kms().create("mac", KeySpec.HMAC_SHA_256);
    }

    @BeforeEach
    void register() {
        Security.addProvider(kms().provider());
    }

    @AfterEach
    void unregister() {
        Security.removeProvider("KMS");
    }

    static List<String> algorithms() {
        return List.of("SM3withSM2", "Ed25519", "ML-DSA", "ML-DSA-44", "ML-DSA-65", "ML-DSA-87");
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void handleSignsAndItsPublicKeyVerifies(String algorithm) throws GeneralSecurityException {
        String alias = SignatureKeys.keySpec(algorithm).toString();
        Signature signing = Signature.getInstance(algorithm);
        signing.initSign(kms().privateKey(alias));
        assertThat(signing.getProvider()).isSameAs(kms().provider());
        signing.update(new byte[9]);
        byte[] value = signing.sign();
        Signature verifying = Signature.getInstance(algorithm);
        verifying.initVerify(kms().publicKey(alias));
        verifying.update(new byte[9]);
        assertThat(verifying.verify(value)).isTrue();
    }

    /** Bouncy Castle calls its keys EC, Kona SM2. */
    @Test
    void sm2PublicKeyOfAnyImplementationVerifiesAndEncrypts() throws GeneralSecurityException {
        KeyPair pair = TestKeys.newPair(KeySpec.EC_SM2);
        byte[] value = Sm2Peer.BOUNCY_CASTLE.sign(pair, Sm2Formula.defaultUserId(), new byte[9]);
        for (Sm2Peer peer : Sm2Peer.values()) {
            PublicKey key = peer.own(pair).getPublic();
            Signature verifying = Signature.getInstance("SM3withSM2");
            verifying.initVerify(key);
            verifying.update(new byte[9]);
            assertThat(verifying.verify(value)).as(peer.toString()).isTrue();
            Cipher cipher = Cipher.getInstance("SM2");
            cipher.init(Cipher.ENCRYPT_MODE, key);
            assertThat(cipher.doFinal(new byte[9])).as(peer.toString()).hasSize(106);
        }
    }

    @Test
    void handlesDecryptAgreeAndAuthenticate() throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("SM2");
        cipher.init(Cipher.ENCRYPT_MODE, kms().publicKey("decrypt"));
        byte[] encrypted = cipher.doFinal(new byte[9]);
        Cipher back = Cipher.getInstance("SM2");
        back.init(Cipher.DECRYPT_MODE, kms().handle("decrypt"));
        assertThat(back.doFinal(encrypted)).isEqualTo(new byte[9]);
        KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
        agreement.init(kms().handle("agree"));
        agreement.doPhase(TestKeys.newPair(KeySpec.EC_P256).getPublic(), true);
        assertThat(agreement.generateSecret()).hasSize(32);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(kms().handle("mac"));
        assertThat(mac.doFinal()).hasSize(32);
        assertThat(List.of(back.getProvider(), agreement.getProvider(), mac.getProvider()))
                .containsOnly(kms().provider());
    }

    @Test
    void softwareKeysStayWithTheJdk() throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(TestKeys.newSecret(KeySpec.HMAC_SHA_256));
        KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
        agreement.init(TestKeys.newPair(KeySpec.EC_P256).getPrivate());
        Signature signing = Signature.getInstance("Ed25519");
        signing.initSign(TestKeys.newPair(KeySpec.ED25519).getPrivate());
        Signature verifying = Signature.getInstance("Ed25519");
        verifying.initVerify(kms().publicKey("Ed25519"));
        assertThat(
                        List.of(
                                mac.getProvider(),
                                agreement.getProvider(),
                                signing.getProvider(),
                                verifying.getProvider()))
                .doesNotContain(kms().provider());
    }
}
