package org.kmsjca.protection.hsm;

import iaik.pkcs.pkcs11.wrapper.PKCS11;
import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.util.Arrays;
import java.util.Objects;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KeySpec;
import org.kmsjca.crypto.JdkProviders;
import org.kmsjca.crypto.SystemRandom;
import org.kmsjca.mechanism.DigestAlgorithm;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/**
 * An RSA key pair of the token under which keys travel into it: secret keys by OAEP, longer ones by
 * KWP (RFC 5649) under an AES key that went before. Made once for each connection. Not thread-safe:
 * it is used on the keeper's session only.
 */
final class ImportWrappingKey {
    private static final KeySpec SPEC = KeySpec.RSA_2048;

    /** RFC 8017 section 7.1.1: 2 hashes and 2 bytes of 256. */
    private static final int LONGEST = 256 - 2 * 20 - 2;

    private static final int KEK_LENGTH = 32;

    private @Nullable Connection connection;
    private long privateKey;
    private @Nullable PublicKey publicKey;

    /** The key that was unwrapped by the template; null where the token cannot. */
    @Nullable Long unwrap(TokenSession session, KeySpec spec, byte[] clear, Attributes template)
            throws PKCS11Exception {
        TokenMechanisms mechanisms = session.connection().mechanisms();
        if (!mechanisms.has(PKCS11Constants.CKM_RSA_PKCS_OAEP, PKCS11Constants.CKF_UNWRAP)
                || !mechanisms.has(PKCS11Constants.CKM_RSA_PKCS_KEY_PAIR_GEN)) {
            return null;
        }
        String asked = asked(spec);
        if (!mechanisms.mayDo(PKCS11Constants.CKM_RSA_PKCS_OAEP, asked)) {
            return null;
        }
        try {
            prepare(session);
            if (spec.keyType().isSymmetric() && clear.length <= LONGEST) {
                return oaep(session, clear, template);
            }
            return keyWrap(session, clear, template);
        } catch (PKCS11Exception e) {
            if (isTrouble(session, e.getErrorCode())) {
                throw e;
            }
            mechanisms.refused(asked); // the caller has another way
            return null;
        }
    }

    /** Remembers that what was unwrapped is not what was asked for. */
    void isNotTaken(TokenSession session, KeySpec spec) {
        session.connection().mechanisms().refused(asked(spec));
    }

    private static String asked(KeySpec spec) {
        return "unwrapping " + spec.keyType();
    }

    /** Only a token that cannot unwrap gets keys in clear, not one that is in trouble. */
    static boolean isTrouble(TokenSession session, long code) {
        boolean cannot =
                code == PKCS11Constants.CKR_FUNCTION_NOT_SUPPORTED
                        || code == PKCS11Constants.CKR_KEY_FUNCTION_NOT_PERMITTED;
        return (Ckr.isTokenTrouble(code) && !cannot)
                || (Ckr.isAmbiguous(code) && !session.connection().isWell());
    }

    @SuppressWarnings("ReferenceEquality") // a connection is what it is
    private void prepare(TokenSession session) throws PKCS11Exception {
        if (connection == session.connection()) {
            return;
        }
        Pkcs11Mechanisms kind = Pkcs11Mechanisms.of(SPEC, session.connection().mechanisms());
        long[] pair =
                session.cryptoki()
                        .C_GenerateKeyPair(
                                session.handle(),
                                TokenSession.mechanism(kind.generation(), null),
                                KeyTemplates.publicKey(SPEC, kind).template(),
                                unwrapping(PKCS11Constants.CKO_PRIVATE_KEY, kind.keyType())
                                        .template(),
                                true);
        publicKey = PublicKeyReader.read(session, pair[0], SPEC);
        session.destroy(pair[0]);
        privateKey = pair[1];
        connection = session.connection();
    }

    private static Attributes unwrapping(long objectClass, long keyType) {
        return new Attributes()
                .with(PKCS11Constants.CKA_CLASS, objectClass)
                .with(PKCS11Constants.CKA_KEY_TYPE, keyType)
                .with(
                        true,
                        PKCS11Constants.CKA_PRIVATE,
                        PKCS11Constants.CKA_SENSITIVE,
                        PKCS11Constants.CKA_UNWRAP)
                .with(PKCS11Constants.CKA_EXTRACTABLE, false);
    }

    private long oaep(TokenSession session, byte[] clear, Attributes template)
            throws PKCS11Exception {
        var parameters =
                Pkcs11RsaParameters.oaep(DigestAlgorithm.SHA1, DigestAlgorithm.SHA1, new byte[0]);
        return session.cryptoki()
                .C_UnwrapKey(
                        session.handle(),
                        TokenSession.mechanism(PKCS11Constants.CKM_RSA_PKCS_OAEP, parameters),
                        privateKey,
                        encrypted(clear),
                        template.template(),
                        true);
    }

    private @Nullable Long keyWrap(TokenSession session, byte[] clear, Attributes template)
            throws PKCS11Exception {
        TokenMechanisms mechanisms = session.connection().mechanisms();
        // The older name stands for RFC 5649 in some tokens and for something else in others, which
        // refuse what is sent here.
        long mechanism =
                mechanisms.has(PKCS11Constants.CKM_AES_KEY_WRAP_KWP)
                        ? PKCS11Constants.CKM_AES_KEY_WRAP_KWP
                        : PKCS11Constants.CKM_AES_KEY_WRAP_PAD;
        if (!mechanisms.has(mechanism)) {
            return null;
        }
        byte[] kek = new byte[KEK_LENGTH];
        SystemRandom.source().nextBytes(kek);
        PKCS11 cryptoki = session.cryptoki();
        try {
            byte[] wrapped = wrapped(kek, clear);
            long wrappingKey =
                    oaep(
                            session,
                            kek,
                            unwrapping(PKCS11Constants.CKO_SECRET_KEY, PKCS11Constants.CKK_AES));
            try {
                return cryptoki.C_UnwrapKey(
                        session.handle(),
                        TokenSession.mechanism(mechanism, null),
                        wrappingKey,
                        wrapped,
                        template.template(),
                        true);
            } finally {
                session.destroy(wrappingKey);
            }
        } finally {
            Arrays.fill(kek, (byte) 0);
        }
    }

    private byte[] encrypted(byte[] clear) {
        try {
            Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding", JdkProviders.sunJce());
            cipher.init(
                    Cipher.ENCRYPT_MODE,
                    Objects.requireNonNull(publicKey),
                    new OAEPParameterSpec(
                            "SHA-1", "MGF1", MGF1ParameterSpec.SHA1, PSource.PSpecified.DEFAULT));
            return cipher.doFinal(clear);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has OAEP", e);
        }
    }

    private static byte[] wrapped(byte[] kek, byte[] clear) {
        try {
            Cipher cipher = Cipher.getInstance("AES/KWP/NoPadding", JdkProviders.sunJce());
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(kek, "AES"));
            return cipher.doFinal(clear);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK from 17 on has KWP", e);
        }
    }
}
