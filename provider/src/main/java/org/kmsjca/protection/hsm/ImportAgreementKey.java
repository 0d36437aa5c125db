package org.kmsjca.protection.hsm;

import iaik.pkcs.pkcs11.wrapper.CK_ECDH1_DERIVE_PARAMS;
import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import javax.crypto.KeyAgreement;
import org.bouncycastle.util.BigIntegers;
import org.kmsjca.KeySpec;
import org.kmsjca.crypto.JdkProviders;
import org.kmsjca.crypto.SystemRandom;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/**
 * An EC key pair of the token, P-256, with which keys travel into it: a new pair of this process
 * for each key agrees with it on an AES key, and the key goes by KWP under that. The AES key is the
 * whole shared secret, which is used once: every token that has ECDH has CKD_NULL.
 *
 * <p>Comes before {@link ImportWrappingKey}, whose key pair takes a token a thousand times as long
 * to make, and is of 112 bits of strength where this one is of 128.
 */
final class ImportAgreementKey extends ImportWay {
    ImportAgreementKey() {
        super(KeySpec.EC_P256, PKCS11Constants.CKA_DERIVE);
    }

    @Override
    long mechanism() {
        return PKCS11Constants.CKM_ECDH1_DERIVE;
    }

    @Override
    boolean isListed(TokenMechanisms mechanisms, KeySpec spec, int length) {
        return mechanisms.has(mechanism(), PKCS11Constants.CKF_DERIVE)
                && mechanisms.has(PKCS11Constants.CKM_EC_KEY_PAIR_GEN)
                && keyWrap(mechanisms) != null;
    }

    @Override
    long bring(TokenSession session, KeySpec spec, byte[] clear, Attributes template)
            throws PKCS11Exception {
        KeyPair ephemeral = ephemeral();
        byte[] kek = agree(ephemeral, publicKey());
        try {
            return unwrapUnder(
                    session,
                    derive(session, (ECPublicKey) ephemeral.getPublic()),
                    kek,
                    clear,
                    template);
        } finally {
            Arrays.fill(kek, (byte) 0);
        }
    }

    private long derive(TokenSession session, ECPublicKey ephemeral) throws PKCS11Exception {
        var parameters = new CK_ECDH1_DERIVE_PARAMS();
        parameters.kdf = PKCS11Constants.CKD_NULL;
        parameters.pPublicData = point(ephemeral);
        Attributes template =
                receiving(
                                PKCS11Constants.CKO_SECRET_KEY,
                                PKCS11Constants.CKK_AES,
                                PKCS11Constants.CKA_UNWRAP)
                        .with(PKCS11Constants.CKA_VALUE_LEN, (long) KEK_LENGTH);
        return session.cryptoki()
                .C_DeriveKey(
                        session.handle(),
                        TokenSession.mechanism(PKCS11Constants.CKM_ECDH1_DERIVE, parameters),
                        privateKey(),
                        template.template(),
                        true);
    }

    /** SEC 1 section 2.3.3, uncompressed. */
    private static byte[] point(ECPublicKey key) {
        byte[] point = new byte[1 + 2 * KEK_LENGTH];
        point[0] = 4;
        BigIntegers.asUnsignedByteArray(key.getW().getAffineX(), point, 1, KEK_LENGTH);
        BigIntegers.asUnsignedByteArray(key.getW().getAffineY(), point, 1 + KEK_LENGTH, KEK_LENGTH);
        return point;
    }

    private static KeyPair ephemeral() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", JdkProviders.sunEc());
            generator.initialize(KeySpec.EC_P256.bits(), SystemRandom.source());
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has P-256", e);
        }
    }

    private static byte[] agree(KeyPair own, PublicKey tokens) {
        try {
            KeyAgreement agreement = KeyAgreement.getInstance("ECDH", JdkProviders.sunEc());
            agreement.init(own.getPrivate());
            agreement.doPhase(tokens, true);
            return agreement.generateSecret();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("P-256 agrees with P-256", e);
        }
    }
}
