package org.kmsjca.protection.hsm;

import iaik.pkcs.pkcs11.wrapper.PKCS11;
import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.spec.MGF1ParameterSpec;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import org.jspecify.annotations.Nullable;
import org.kmsjca.crypto.JdkProviders;
import org.kmsjca.mechanism.DecryptionMechanism;
import org.kmsjca.mechanism.DigestAlgorithm;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/**
 * C_UnwrapKey of AES keys under an RSA key of the token.
 *
 * @param code CKM
 * @param parameters of the mechanism, null of PKCS#1 v1.5
 * @param oaep the same for the JDK
 * @param asked what the token remembers when it cannot
 */
record UnwrapMechanism(
        long code, @Nullable Object parameters, @Nullable OAEPParameterSpec oaep, String asked) {
    private static final int KEY_WRAP_OVERHEAD = 8; // RFC 3394
    private static final long KEK_LENGTH = 32;

    /** Null where Cryptoki has no such mechanism. */
    static @Nullable UnwrapMechanism of(DecryptionMechanism mechanism) {
        if (mechanism instanceof DecryptionMechanism.RsaPkcs1) {
            return new UnwrapMechanism(
                    PKCS11Constants.CKM_RSA_PKCS, null, null, "unwrapping AES by PKCS#1 v1.5");
        }
        if (mechanism instanceof DecryptionMechanism.RsaOaep oaep
                && oaep.parameters().getMGFParameters() instanceof MGF1ParameterSpec mgf1) {
            DigestAlgorithm digest = DigestAlgorithm.find(oaep.parameters().getDigestAlgorithm());
            DigestAlgorithm mask = DigestAlgorithm.find(mgf1.getDigestAlgorithm());
            Object parameters =
                    digest == null || mask == null
                            ? null
                            : Pkcs11RsaParameters.oaep(digest, mask, new byte[0]);
            return parameters == null
                    ? null
                    : new UnwrapMechanism(
                            PKCS11Constants.CKM_RSA_PKCS_OAEP,
                            parameters,
                            oaep.parameters(),
                            "unwrapping AES by OAEP with " + digest + ", MGF1 with " + mask);
        }
        return null;
    }

    /**
     * Makes a session object of the wrapped key.
     *
     * @throws DataRefused when the token is well and does not unwrap it
     */
    long unwrap(TokenSession session, long pair, byte[] wrapped, Attributes template)
            throws PKCS11Exception {
        try {
            return session.cryptoki()
                    .C_UnwrapKey(
                            session.handle(),
                            TokenSession.mechanism(code, parameters),
                            pair,
                            wrapped,
                            template.template(),
                            true);
        } catch (PKCS11Exception e) {
            throw refusedUnlessTrouble(session, e);
        }
    }

    /** Throws the exception where it tells of the token, and else gives {@link DataRefused}. */
    static DataRefused refusedUnlessTrouble(TokenSession session, PKCS11Exception e)
            throws PKCS11Exception {
        if (ImportWay.isTrouble(session, e.getErrorCode())) {
            throw e;
        }
        return new DataRefused();
    }

    /**
     * How long an unwrapped key is, in bytes; rounded up to a multiple of 8 by tokens that do not
     * say it themselves, 0 where it cannot be told.
     *
     * <p>CKA_VALUE_LEN is asked afterwards and never put into a template: SoftHSM refuses it there,
     * and NSS cuts a longer key off to it. SoftHSM answers 0 afterwards; then the key is unwrapped
     * once more to a session object that may be wrapped, and the length of that under AES Key Wrap
     * tells, of which nothing is kept.
     */
    long length(TokenSession session, long key, long pair, byte[] wrapped, Pkcs11Mechanisms kind)
            throws PKCS11Exception {
        if (session.attribute(key, PKCS11Constants.CKA_VALUE_LEN) instanceof Long told
                && told > 0) {
            return told;
        }
        TokenMechanisms mechanisms = session.connection().mechanisms();
        if (!mechanisms.has(PKCS11Constants.CKM_AES_KEY_WRAP)
                || !mechanisms.has(PKCS11Constants.CKM_AES_KEY_GEN)) {
            return 0;
        }
        PKCS11 cryptoki = session.cryptoki();
        long kek =
                cryptoki.C_GenerateKey(
                        session.handle(),
                        TokenSession.mechanism(PKCS11Constants.CKM_AES_KEY_GEN, null),
                        KeyTemplates.sessionSecret(PKCS11Constants.CKK_AES, true)
                                .with(PKCS11Constants.CKA_VALUE_LEN, KEK_LENGTH)
                                .template(),
                        true);
        try {
            long twin =
                    unwrap(
                            session,
                            pair,
                            wrapped,
                            KeyTemplates.sessionSecret(kind.keyType(), false));
            try {
                return wrappedLength(session, kek, twin) - KEY_WRAP_OVERHEAD;
            } finally {
                session.destroy(twin);
            }
        } finally {
            session.destroy(kek);
        }
    }

    private static long wrappedLength(TokenSession session, long kek, long key)
            throws PKCS11Exception {
        try {
            return session.cryptoki()
                    .C_WrapKey(
                            session.handle(),
                            TokenSession.mechanism(PKCS11Constants.CKM_AES_KEY_WRAP, null),
                            kek,
                            key,
                            true)
                    .length;
        } catch (PKCS11Exception e) {
            throw refusedUnlessTrouble(session, e);
        }
    }

    /** Encrypts for the pair, as users do. */
    byte[] encrypt(PublicKey publicKey, byte[] clear) throws GeneralSecurityException {
        Cipher cipher =
                Cipher.getInstance(
                        oaep == null ? "RSA/ECB/PKCS1Padding" : "RSA/ECB/OAEPPadding",
                        JdkProviders.sunJce());
        cipher.init(Cipher.ENCRYPT_MODE, publicKey, oaep);
        return cipher.doFinal(clear);
    }
}
