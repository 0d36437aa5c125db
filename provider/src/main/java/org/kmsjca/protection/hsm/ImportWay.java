package org.kmsjca.protection.hsm;

import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.PublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Objects;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KeySpec;
import org.kmsjca.KmsException;
import org.kmsjca.crypto.JdkProviders;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/**
 * Encrypts a key on its way into a token, under a key of the token that is made once for each
 * connection. Not thread-safe: it is used on the keeper's session only.
 */
abstract class ImportWay {
    /** Of AES keys that keys are wrapped under, in bytes. */
    static final int KEK_LENGTH = 32;

    private final KeySpec pair;
    private final long use;
    private @Nullable Connection prepared;
    private @Nullable PublicKey publicKey;
    private long privateKey;

    /**
     * @param pair of the token's key pair
     * @param use what its private half is for, an attribute
     */
    ImportWay(KeySpec pair, long use) {
        this.pair = pair;
        this.use = use;
    }

    /** The mechanism by which the token receives, whose refusals are remembered. */
    abstract long mechanism();

    /**
     * Whether the token lists the mechanisms by which a key comes into it this way.
     *
     * @param length of the encoded key, in bytes
     */
    abstract boolean isListed(TokenMechanisms mechanisms, KeySpec spec, int length);

    /** Encrypts the key and unwraps it in the token; gives its object there. */
    abstract long bring(TokenSession session, KeySpec spec, byte[] clear, Attributes template)
            throws PKCS11Exception;

    /** Brings the key into the token; gives its object there, null where the token cannot. */
    @SuppressWarnings("ReferenceEquality") // a connection is what it is
    final @Nullable Long unwrap(
            TokenSession session, KeySpec spec, byte[] clear, Attributes template)
            throws PKCS11Exception {
        TokenMechanisms mechanisms = session.connection().mechanisms();
        if (!isListed(mechanisms, spec, clear.length)
                || !mechanisms.mayDo(mechanism(), asked(spec))) {
            return null;
        }
        try {
            if (prepared != session.connection()) {
                prepare(session);
                prepared = session.connection();
            }
            if (publicKey != null) {
                return bring(session, spec, clear, template);
            }
        } catch (PKCS11Exception e) {
            if (isTrouble(session, e.getErrorCode())) {
                throw e;
            }
        }
        mechanisms.refused(asked(spec)); // the caller has another way
        return null;
    }

    private void prepare(TokenSession session) throws PKCS11Exception {
        Pkcs11Mechanisms kind = Pkcs11Mechanisms.of(pair, session.connection().mechanisms());
        long[] halves =
                session.cryptoki()
                        .C_GenerateKeyPair(
                                session.handle(),
                                TokenSession.mechanism(kind.generation(), null),
                                KeyTemplates.publicKey(pair, kind).template(),
                                receiving(PKCS11Constants.CKO_PRIVATE_KEY, kind.keyType(), use)
                                        .template(),
                                true);
        publicKey = shown(session, halves[0]);
        session.destroy(halves[0]);
        privateKey = halves[1];
    }

    /** The public key of an object; null where the token shows none, or none that is valid. */
    private @Nullable PublicKey shown(TokenSession session, long object) throws PKCS11Exception {
        try {
            return PublicKeyReader.read(session, object, pair);
        } catch (KmsException e) {
            return null;
        }
    }

    /** The public half of the token's key pair. */
    final PublicKey publicKey() {
        return Objects.requireNonNull(publicKey);
    }

    /** The object of the private half of the token's key pair. */
    final long privateKey() {
        return privateKey;
    }

    /** Remembers that the token unwraps to a key which is not as the template asks. */
    final void isNotTaken(TokenSession session, KeySpec spec) {
        session.connection().mechanisms().refused(asked(spec));
    }

    private String asked(KeySpec spec) {
        return "unwrapping " + spec.keyType() + " by " + mechanism();
    }

    /** Only a token that cannot unwrap gets keys in clear, not one that is in trouble. */
    static boolean isTrouble(TokenSession session, long code) {
        boolean cannot =
                code == PKCS11Constants.CKR_FUNCTION_NOT_SUPPORTED
                        || code == PKCS11Constants.CKR_KEY_FUNCTION_NOT_PERMITTED;
        return (Ckr.isTokenTrouble(code) && !cannot)
                || (Ckr.isAmbiguous(code) && !session.connection().isWell());
    }

    /** The mechanism of RFC 5649 that the token has; null without one. */
    static @Nullable Long keyWrap(TokenMechanisms mechanisms) {
        // The older name stands for RFC 5649 in some tokens and for something else in others, which
        // refuse what is sent here.
        for (long mechanism :
                new long[] {
                    PKCS11Constants.CKM_AES_KEY_WRAP_KWP, PKCS11Constants.CKM_AES_KEY_WRAP_PAD
                }) {
            if (mechanisms.has(mechanism)) {
                return mechanism;
            }
        }
        return null;
    }

    /**
     * Unwraps by KWP (RFC 5649).
     *
     * @param wrappingKey the token's key with the bytes of {@code kek}; it is destroyed
     */
    static long unwrapUnder(
            TokenSession session, long wrappingKey, byte[] kek, byte[] clear, Attributes template)
            throws PKCS11Exception {
        try {
            long mechanism =
                    Objects.requireNonNull(keyWrap(session.connection().mechanisms()), "isListed");
            SecretKey key = new SecretKeySpec(kek, "AES");
            return session.cryptoki()
                    .C_UnwrapKey(
                            session.handle(),
                            TokenSession.mechanism(mechanism, null),
                            wrappingKey,
                            encrypted("AES/KWP/NoPadding", key, null, clear),
                            template.template(),
                            true);
        } finally {
            session.destroy(wrappingKey);
        }
    }

    /** Encrypts a key by the JDK's cipher of that name. */
    static byte[] encrypted(
            String transformation,
            Key key,
            @Nullable AlgorithmParameterSpec parameters,
            byte[] clear) {
        try {
            Cipher cipher = Cipher.getInstance(transformation, JdkProviders.sunJce());
            cipher.init(Cipher.ENCRYPT_MODE, key, parameters);
            return cipher.doFinal(clear);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK from 17 on has " + transformation, e);
        }
    }

    /** Attributes of a session object that other keys are unwrapped or derived with, no more. */
    static Attributes receiving(long objectClass, long keyType, long use) {
        return new Attributes()
                .with(PKCS11Constants.CKA_CLASS, objectClass)
                .with(PKCS11Constants.CKA_KEY_TYPE, keyType)
                .with(true, PKCS11Constants.CKA_PRIVATE, PKCS11Constants.CKA_SENSITIVE, use)
                .with(PKCS11Constants.CKA_EXTRACTABLE, false);
    }
}
