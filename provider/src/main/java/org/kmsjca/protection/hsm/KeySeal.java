package org.kmsjca.protection.hsm;

import iaik.pkcs.pkcs11.wrapper.CK_MECHANISM;
import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KeySpec;
import org.kmsjca.KmsException;
import org.kmsjca.crypto.JdkProviders;
import org.kmsjca.crypto.SystemRandom;
import org.kmsjca.mechanism.CipherMechanism.Mode;
import org.kmsjca.protection.hsm.CheckValue.Form;
import org.kmsjca.protection.hsm.ObjectHandles.Name;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/**
 * Takes check values of secret keys and compares them. Answers are encrypted under a key that is
 * derived from the store's: whoever has its file alone cannot try guesses of a key on them.
 * Immutable.
 */
final class KeySeal {
    private static final int IV_LENGTH = 12;
    private static final int TAG_BITS = 128;

    private final SecretKeySpec key;

    /**
     * @param authenticator a MAC of 32 bytes under a key of the store
     */
    KeySeal(UnaryOperator<byte[]> authenticator) {
        byte[] derived =
                authenticator.apply("check values of keys".getBytes(StandardCharsets.US_ASCII));
        key = new SecretKeySpec(derived, "AES");
        Arrays.fill(derived, (byte) 0);
    }

    /** A secret key and what is known of it. */
    record CheckedSecret(KeySeal seal, Name name, CheckValue value) implements KeyIdentity {
        @Override
        public boolean isOf(TokenSession session, long object) throws PKCS11Exception {
            return seal.confirms(session, object, name, value);
        }
    }

    /** What a new record is to know of a key that is in the token now. */
    KeyIdentity identityOf(
            TokenSession session,
            long object,
            KeySpec spec,
            Name name,
            @Nullable PublicKey publicKey)
            throws PKCS11Exception {
        if (publicKey != null) {
            return new PublicHalf(spec, publicKey);
        }
        return session.aside(s -> take(s, object, spec, name));
    }

    /** Unknown where the token has no mechanism for it that the key may be used with. */
    private KeyIdentity take(TokenSession session, long object, KeySpec spec, Name name)
            throws PKCS11Exception {
        byte[] question = SystemRandom.bytes(HsmCipher.BLOCK);
        for (Form form : forms(spec)) {
            Long code = code(form, spec, session.connection().mechanisms());
            if (code == null || !init(session, object, form, code, question)) {
                continue;
            }
            byte[] answer = answer(session, form, question);
            if (answer == null) {
                return KeyIdentity.UNKNOWN; // the session is not good for another try
            }
            var asked = new CheckValue(form, code, HexFormat.of().formatHex(question), "");
            return new CheckedSecret(this, name, sealed(asked, name, answer));
        }
        return KeyIdentity.UNKNOWN;
    }

    /**
     * Tries whether an AES key encrypts by CKM_AES_GCM, or by CKM_AES_ECB where that is missing.
     */
    boolean encryptsDataKeys(TokenSession session, long object, KeySpec spec)
            throws PKCS11Exception {
        TokenMechanisms mechanisms = session.connection().mechanisms();
        Form form =
                mechanisms.has(PKCS11Constants.CKM_AES_GCM)
                        ? Form.GCM_ENCRYPTION
                        : Form.ECB_ENCRYPTION;
        Long code = code(form, spec, mechanisms);
        byte[] question = SystemRandom.bytes(HsmCipher.BLOCK);
        return code != null
                && session.aside(
                        s ->
                                init(s, object, form, code, question)
                                        && answer(s, form, question) != null);
    }

    private static List<Form> forms(KeySpec spec) {
        return switch (spec.keyType()) {
            case HMAC -> List.of(Form.MAC);
            case SM4 -> List.of(Form.CBC_ENCRYPTION, Form.CBC_DECRYPTION);
            default -> Arrays.stream(Form.values()).filter(form -> form != Form.MAC).toList();
        };
    }

    private static @Nullable Long code(Form form, KeySpec spec, TokenMechanisms mechanisms) {
        try {
            long code =
                    switch (form) {
                        case MAC -> Pkcs11Mechanisms.hmac(spec, mechanisms);
                        case CBC_ENCRYPTION, CBC_DECRYPTION ->
                                Pkcs11Mechanisms.cipher(spec.keyType(), Mode.CBC, mechanisms);
                        case CTR_ENCRYPTION -> PKCS11Constants.CKM_AES_CTR;
                        case GCM_ENCRYPTION -> PKCS11Constants.CKM_AES_GCM;
                        case ECB_ENCRYPTION, ECB_DECRYPTION -> PKCS11Constants.CKM_AES_ECB;
                    };
            return mechanisms.has(code) ? code : null;
        } catch (KmsException e) {
            return null; // a vendor's mechanism that the configuration does not name
        }
    }

    /** False when the token or the key's attributes do not allow this form. */
    private static boolean init(
            TokenSession session, long object, Form form, long code, byte[] question)
            throws PKCS11Exception {
        CK_MECHANISM mechanism = form.mechanism(code, question);
        try {
            if (form == Form.MAC) {
                session.signInit(mechanism, object);
            } else if (form.isDecryption()) {
                session.decryptInit(mechanism, object);
            } else {
                session.encryptInit(mechanism, object);
            }
            return true;
        } catch (PKCS11Exception e) {
            if (Ckr.isPermanent(e.getErrorCode())) {
                return false;
            }
            throw e;
        }
    }

    /** Null when the token refuses what it allowed at Init. */
    private static byte @Nullable [] answer(TokenSession session, Form form, byte[] question)
            throws PKCS11Exception {
        try {
            return switch (form) {
                case MAC -> session.signInitialized(question);
                case CBC_DECRYPTION, ECB_DECRYPTION -> session.decryptInitialized(question);
                default -> session.encryptInitialized(question);
            };
        } catch (DataRefused e) {
            return null;
        } catch (PKCS11Exception e) {
            if (Ckr.isPermanent(e.getErrorCode())
                    || e.getErrorCode() == PKCS11Constants.CKR_BUFFER_TOO_SMALL) {
                return null;
            }
            throw e;
        }
    }

    private boolean confirms(TokenSession session, long object, Name name, CheckValue value)
            throws PKCS11Exception {
        byte[] question = HexFormat.of().parseHex(value.question());
        session.connection()
                .mechanisms()
                .require(value.code(), "telling " + name + " from another");
        if (!init(session, object, value.form(), value.code(), question)) {
            return false;
        }
        byte[] answer = answer(session, value.form(), question);
        return answer != null && MessageDigest.isEqual(answer, opened(value, name));
    }

    /** The value as the store of another root key is to keep it. */
    CheckValue resealed(CheckedSecret checked) {
        return checked.seal() == this
                ? checked.value()
                : sealed(
                        checked.value(),
                        checked.name(),
                        checked.seal().opened(checked.value(), checked.name()));
    }

    CheckValue sealed(CheckValue value, Name name, byte[] answer) {
        byte[] iv = SystemRandom.bytes(IV_LENGTH);
        byte[] encrypted = crypt(Cipher.ENCRYPT_MODE, iv, name, answer);
        byte[] whole = Arrays.copyOf(iv, iv.length + encrypted.length);
        System.arraycopy(encrypted, 0, whole, iv.length, encrypted.length);
        return new CheckValue(
                value.form(), value.code(), value.question(), HexFormat.of().formatHex(whole));
    }

    byte[] opened(CheckValue value, Name name) {
        byte[] whole = HexFormat.of().parseHex(value.sealed());
        return crypt(
                Cipher.DECRYPT_MODE,
                Arrays.copyOf(whole, IV_LENGTH),
                name,
                Arrays.copyOfRange(whole, IV_LENGTH, whole.length));
    }

    private byte[] crypt(int mode, byte[] iv, Name name, byte[] input) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", JdkProviders.sunJce());
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, iv));
            cipher.updateAAD(name.toString().getBytes(StandardCharsets.UTF_8));
            return cipher.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("an authentic record has what was sealed", e);
        }
    }
}
