package org.kmsjca.kms.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.time.Duration;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.CmkSpec;
import org.kmsjca.EncryptionContext;
import org.kmsjca.ImportParameters;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyUsage;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.Origin;
import org.kmsjca.WrappingAlgorithm;
import org.kmsjca.config.Configuration;
import org.kmsjca.kms.CmkVersion;
import org.kmsjca.kms.KeyCipher;
import org.kmsjca.kms.KeyMac;
import org.kmsjca.kms.KeyScope;
import org.kmsjca.kms.KmsCall;
import org.kmsjca.kms.ManagedKey;
import org.kmsjca.kms.envelope.EnvelopeOperation;
import org.kmsjca.mechanism.CipherDirection;
import org.kmsjca.mechanism.CipherMechanism;
import org.kmsjca.mechanism.DecryptionMechanism;
import org.kmsjca.mechanism.SignatureMechanism;

/** Handles that were got before are refused once time took their material, whoever looks or not. */
class TimeTakesMaterialTest {
    private static final byte[] PART = new byte[16];

    private final TestClock clock = new TestClock();
    @TempDir private Path home;
    private KmsEngine engine;

    @BeforeEach
    void open() {
        engine = EngineFactory.open(Configuration.defaults(home), clock, null);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private static void refusedWith(KmsErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        KmsException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private ManagedKey imported(KeySpec spec, KeyUsage usage) throws GeneralSecurityException {
        String keyId =
                engine.creations()
                        .createKey(
                                CmkSpec.builder(spec).usage(usage).origin(Origin.EXTERNAL).build())
                        .keyId();
        ImportParameters parameters =
                engine.imports()
                        .parameters(keyId, KeySpec.RSA_2048, WrappingAlgorithm.RSAES_OAEP_SHA_256);
        engine.imports()
                .importMaterial(
                        keyId,
                        wrapped(parameters.publicKey()),
                        parameters.importToken(),
                        clock.instant().plus(Duration.ofDays(2)));
        return engine.lookup().version(keyId);
    }

    private static byte[] wrapped(PublicKey key) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding", "SunJCE");
        cipher.init(
                Cipher.ENCRYPT_MODE,
                key,
                new OAEPParameterSpec(
                        "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT));
        return cipher.doFinal(new byte[32]);
    }

    private static KeyCipher cipher(ManagedKey key, CipherMechanism mechanism) throws Exception {
        KeyCipher cipher = new KeyCipher(mechanism, "test");
        cipher.start(key, KeyScope.CMK, CipherDirection.ENCRYPT, new IvParameterSpec(new byte[16]));
        return cipher;
    }

    @Test
    void expiredMaterialIsNotUsedBeforeAnybodyTookItAway() throws Exception {
        ManagedKey aes = imported(KeySpec.ALIYUN_AES_256, KeyUsage.ENCRYPT_DECRYPT);
        ManagedKey hmac = imported(KeySpec.HMAC_SHA_256, KeyUsage.GENERATE_VERIFY_MAC);
        KeyCipher before = cipher(aes, CipherMechanism.AES_CTR);
        KeyCipher midway = cipher(aes, CipherMechanism.AES_CTR);
        KeyMac mac = new KeyMac(hmac, KeyScope.CMK, "test");
        EnvelopeOperation envelope =
                engine.envelopes().encryptor(((CmkVersion) aes).cmk(), EncryptionContext.empty());
        byte[] output = new byte[1000];
        midway.update(PART, 0, PART.length);
        mac.update(PART, 0, PART.length);
        envelope.update(PART, 0, PART.length, output, 0);

        clock.advance(Duration.ofDays(2));

        for (KeyCipher cipher : List.of(before, midway)) {
            refusedWith(KmsErrorCode.PENDING_IMPORT, () -> cipher.doFinal(PART, 0, PART.length));
        }
        refusedWith(KmsErrorCode.PENDING_IMPORT, mac::doFinal);
        refusedWith(KmsErrorCode.PENDING_IMPORT, () -> envelope.finish(output, 0));
        refusedWith(KmsErrorCode.PENDING_IMPORT, () -> aes.authorize(KmsCall.ENCRYPT));
        assertThat(midway.isBroken()).isTrue();
    }

    @Test
    void destroyedCmkIsRefusedToHandlesOfBefore() throws Exception {
        ManagedKey aes = engine.creations().createForGenerator(CmkSpec.of(KeySpec.ALIYUN_AES_256));
        ManagedKey ec = engine.creations().createForGenerator(CmkSpec.of(KeySpec.EC_P256));
        ManagedKey rsa =
                engine.creations()
                        .createForGenerator(
                                CmkSpec.builder(KeySpec.RSA_2048)
                                        .usage(KeyUsage.ENCRYPT_DECRYPT)
                                        .build());
        ManagedKey ecdh =
                engine.creations()
                        .createForGenerator(
                                CmkSpec.builder(KeySpec.EC_P256)
                                        .usage(KeyUsage.KEY_AGREEMENT)
                                        .build());
        KeyCipher midway = cipher(aes, CipherMechanism.AES_CBC);
        midway.update(PART, 0, PART.length);

        for (ManagedKey key : List.of(aes, ec, rsa, ecdh)) {
            engine.keys().scheduleDeletion(key.keyId(), 7);
        }
        clock.pass(Duration.ofDays(8), engine);
        engine.lookup().catchUp();

        refusedWith(KmsErrorCode.KEY_NOT_FOUND, () -> midway.update(PART, 0, PART.length));
        refusedWith(
                KmsErrorCode.KEY_NOT_FOUND,
                () ->
                        ec.sign(
                                "test",
                                new SignatureMechanism.Ecdsa(SignatureMechanism.Ecdsa.Format.DER),
                                new byte[32]));
        refusedWith(
                KmsErrorCode.KEY_NOT_FOUND,
                () ->
                        rsa.decrypt(
                                KmsCall.ASYMMETRIC_DECRYPT,
                                "test",
                                new DecryptionMechanism.RsaPkcs1(),
                                new byte[256]));
        refusedWith(KmsErrorCode.KEY_NOT_FOUND, () -> ecdh.agree("test", ecdh.publicKey()));
    }
}
