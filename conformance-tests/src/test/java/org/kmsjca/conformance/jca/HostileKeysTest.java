package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import javax.crypto.KeyAgreement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.kmsjca.DataKeySpec;
import org.kmsjca.EncryptionContext;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyUsage;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.WrappingAlgorithm;
import org.kmsjca.conformance.support.SharedKms;
import org.kmsjca.conformance.support.TestKeys;

/**
 * Public keys of a caller's own class, which disable the CMK when they are asked: that is before
 * the CMK is, and nothing comes out afterwards.
 */
class HostileKeysTest extends SharedKms {
    @Override
    protected void prepare() throws GeneralSecurityException {
        kms().create("aes", KeySpec.ALIYUN_AES_256);
        kms().create("agree", KeySpec.EC_P256, KeyUsage.KEY_AGREEMENT);
    }

    @AfterEach
    void enable() {
        kms().kms().enableKey(kms().keyId("aes"));
        kms().kms().enableKey(kms().keyId("agree"));
    }

    /** A recipient that acts at the given question. */
    private RSAPublicKey recipient() {
        RSAPublicKey real = (RSAPublicKey) TestKeys.pair(KeySpec.RSA_2048).getPublic();
        return new RSAPublicKey() {
            private static final long serialVersionUID = 1;

            private void act() {
                kms().kms().disableKey(kms().keyId("aes"));
            }

            @Override
            public BigInteger getModulus() {
                act();
                return real.getModulus();
            }

            @Override
            public BigInteger getPublicExponent() {
                act();
                return real.getPublicExponent();
            }

            @Override
            public String getAlgorithm() {
                act();
                return "RSA";
            }

            @Override
            public String getFormat() {
                act();
                return "X.509";
            }

            @Override
            public byte[] getEncoded() {
                act();
                return real.getEncoded();
            }
        };
    }

    private static void assertDisabled(Throwable failure) {
        assertThat(failure)
                .isInstanceOfSatisfying(
                        KmsException.class,
                        e -> assertThat(e.code()).isEqualTo(KmsErrorCode.DISABLED));
    }

    @Test
    void recipientIsAskedBeforeADataKeyIsDecrypted() {
        DataKeySpec spec = DataKeySpec.of(kms().keyId("aes"));
        byte[] encrypted = kms().kms().generateDataKeyWithoutPlaintext(spec).toByteArray();
        assertThatThrownBy(
                        () ->
                                kms().kms()
                                        .exportDataKey(
                                                encrypted,
                                                EncryptionContext.empty(),
                                                recipient(),
                                                WrappingAlgorithm.RSAES_OAEP_SHA_256))
                .satisfies(HostileKeysTest::assertDisabled);
    }

    @Test
    void recipientIsAskedBeforeADataKeyIsMade() {
        assertThatThrownBy(
                        () ->
                                kms().kms()
                                        .generateAndExportDataKey(
                                                DataKeySpec.of(kms().keyId("aes")),
                                                recipient(),
                                                WrappingAlgorithm.RSAES_OAEP_SHA_256))
                .satisfies(HostileKeysTest::assertDisabled);
    }

    @Test
    void otherPartyIsAskedBeforeTheSecretIsComputed() throws GeneralSecurityException {
        KeyPair pair = TestKeys.pair(KeySpec.EC_P256);
        ECPublicKey real = (ECPublicKey) pair.getPublic();
        ECPublicKey acting =
                new ECPublicKey() {
                    private static final long serialVersionUID = 1;

                    @Override
                    public ECPoint getW() {
                        return real.getW();
                    }

                    @Override
                    public ECParameterSpec getParams() {
                        return real.getParams();
                    }

                    @Override
                    public String getAlgorithm() {
                        return "EC";
                    }

                    @Override
                    public String getFormat() {
                        return "X.509";
                    }

                    @Override
                    public byte[] getEncoded() {
                        kms().kms().disableKey(kms().keyId("agree"));
                        return real.getEncoded();
                    }
                };
        KeyAgreement agreement = KeyAgreement.getInstance("ECDH", kms().provider());
        agreement.init(kms().handle("agree"));
        assertThatThrownBy(() -> agreement.doPhase(acting, true))
                .isInstanceOf(InvalidKeyException.class)
                .cause()
                .satisfies(HostileKeysTest::assertDisabled);
        assertThatThrownBy(agreement::generateSecret).isInstanceOf(IllegalStateException.class);
    }
}
