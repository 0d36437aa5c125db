package org.kmsjca.protection.hsm;

import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KeySpec;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/** Builds what the HSM module fails with, so that all of it reads alike. */
final class TokenErrors {
    private TokenErrors() {}

    static KmsException notLoaded(TokenSettings settings, String reason, Throwable cause) {
        return new KmsException(
                KmsErrorCode.INVALID_PARAMETER,
                "%smodule = %s cannot be loaded: %s"
                        .formatted(settings.setting(), settings.library(), reason),
                cause);
    }

    static KmsException noToken(TokenSettings settings, List<TokenSlot> there) {
        String wanted = settings.token() == null ? "" : " '" + settings.token() + "'";
        return unavailable(
                "HSM %s: the module %s shows no token%s%s: connect it, or correct %stoken"
                        .formatted(
                                settings.name(),
                                settings.library(),
                                wanted,
                                (there.isEmpty()
                                        ? "; it shows none: " + ModuleHints.of(settings.library())
                                        : "; it shows " + there),
                                settings.setting()),
                null);
    }

    static KmsException severalTokens(TokenSettings settings, List<TokenSlot> found) {
        return new KmsException(
                KmsErrorCode.INVALID_PARAMETER,
                "HSM %s: several tokens fit, %s: name one by its serial number in %stoken"
                        .formatted(settings.name(), found, settings.setting()));
    }

    static KmsException noPin(TokenSettings settings, TokenSlot slot) {
        return new KmsException(
                KmsErrorCode.NO_PERMISSION,
                "the token %s wants a PIN: set %spin to env:NAME or file:/path"
                        .formatted(slot, settings.setting()));
    }

    static KmsException pinRefused(TokenSettings settings, TokenSlot slot, String reason) {
        return new KmsException(
                KmsErrorCode.NO_PERMISSION,
                ("the token %s refused the PIN of %spin (%s); it is not tried again until"
                                + " that setting gives another, so that the token is not locked")
                        .formatted(slot, settings.setting(), reason));
    }

    static KmsException emptyPin(TokenSettings settings, TokenSlot slot) {
        return new KmsException(
                KmsErrorCode.NO_PERMISSION,
                ("%spin is empty; nothing was sent to the token %s, which counts wrong PINs:"
                                + " write the PIN into the file or variable that it names")
                        .formatted(settings.setting(), slot));
    }

    static KmsException lastTry(TokenSettings settings, TokenSlot slot) {
        return new KmsException(
                KmsErrorCode.NO_PERMISSION,
                ("the token %s locks its PIN at the next wrong one, or has locked it:"
                                + " check %spin and log in once with the vendor's tool")
                        .formatted(slot, settings.setting()));
    }

    static KmsException noSession(TokenSettings settings) {
        return unavailable(
                "HSM %s: no session came free within %s ms; raise %ssessions or %swait"
                        .formatted(
                                settings.name(),
                                settings.patience().toMillis(),
                                settings.setting(),
                                settings.setting()),
                null);
    }

    static KmsException interrupted(TokenSettings settings, InterruptedException cause) {
        return unavailable(
                ("HSM %s: the thread was interrupted while it waited for a session or for"
                                + " the connection; nothing was sent to the token, try again")
                        .formatted(settings.name()),
                cause);
    }

    /** The KMS was closed during the call. */
    static KmsException closed(String name, @Nullable Throwable cause) {
        return new KmsException(KmsErrorCode.UNAVAILABLE, "HSM " + name + " was closed", cause);
    }

    static KmsException busy(TokenSettings settings) {
        return unavailable(
                ("HSM %s was being recovered for more than %s ms, or a call to its module"
                                + " hangs; try again later")
                        .formatted(settings.name(), settings.patience().toMillis()),
                null);
    }

    static KmsException lostMessage(TokenSettings settings) {
        return unavailable(
                "HSM %s was connected anew in the middle of this message: begin it again"
                        .formatted(settings.name()),
                null);
    }

    static KmsException length(String token, long mechanism, int length, String expected) {
        return new KmsException(
                KmsErrorCode.INTERNAL_FAILURE,
                ("the token %s gave %s bytes for %s, where the result is %s; it was dropped: look"
                                + " for another version of the token's library")
                        .formatted(token, length, TokenMechanisms.name(mechanism), expected));
    }

    static KmsException missing(TokenSettings settings, String object) {
        return new KmsException(
                KmsErrorCode.UNAVAILABLE,
                ("HSM %s: the token shows no %s, and showed none after it was connected"
                                + " anew; it was destroyed, or the token is another one")
                        .formatted(settings.name(), object));
    }

    static KmsException another(TokenSettings settings, TokenSlot slot, String object) {
        return new KmsException(
                KmsErrorCode.UNAVAILABLE,
                ("HSM %s: the token %s has another key as %s than the CMK's: it was replaced, or"
                                + " the token is another one. It is not used. Put the right key"
                                + " back, or make a CMK of the new one under a CKA_ID of its own:"
                                + " 'kms hsm adopt'")
                        .formatted(settings.name(), slot, object));
    }

    static KmsException lostTransient(TokenSettings settings) {
        return new KmsException(
                KmsErrorCode.UNAVAILABLE,
                "this key was never stored and lived in a session of HSM "
                        + settings.name()
                        + ", which has ended: make another");
    }

    static KmsException ambiguous(TokenSettings settings, String object) {
        return new KmsException(
                KmsErrorCode.INTERNAL_FAILURE,
                "HSM %s: the token has more than one %s; remove the one that is not meant"
                        .formatted(settings.name(), object));
    }

    static KmsException lacks(String token, String mechanism, String purpose) {
        return new KmsException(
                KmsErrorCode.UNSUPPORTED_OPERATION,
                "the token " + token + " lacks " + mechanism + ", which " + purpose + " needs");
    }

    static KmsException size(String token, String mechanism, long least, long most, KeySpec spec) {
        return new KmsException(
                KmsErrorCode.UNSUPPORTED_OPERATION,
                "the token %s takes keys of %s to %s bits for %s, which %s is not"
                        .formatted(token, least, most, mechanism, spec));
    }

    static KmsException messagesOnly(String token) {
        return new KmsException(
                KmsErrorCode.UNSUPPORTED_OPERATION,
                ("the token %s signs no digests by CKM_RSA_PKCS with this key, only messages that"
                                + " it hashes itself: Signature SHA256withRSA and the like")
                        .formatted(token));
    }

    static KmsException useless(String token, KeySpec spec) {
        return new KmsException(
                KmsErrorCode.UNSUPPORTED_OPERATION,
                ("the token %s made a key of %s that did nothing it should, whatever the token"
                                + " lists; the key was destroyed")
                        .formatted(token, spec));
    }

    static KmsException lacksDataKeys(String token, KeySpec spec) {
        return new KmsException(
                KmsErrorCode.UNSUPPORTED_OPERATION,
                ("the token %s lacks CKM_AES_GCM, by which a CMK of %s encrypts data keys, and"
                                + " CKM_AES_ECB, of which it could be made: make the CMK in another"
                                + " token or at level SOFTWARE, or adopt a key of the token for"
                                + " Cipher alone")
                        .formatted(token, spec));
    }

    static KmsException refuses(String token, long mechanism, KeySpec spec) {
        return new KmsException(
                KmsErrorCode.UNSUPPORTED_OPERATION,
                ("the token %s lists %s and refuses it, by which a CMK of %s encrypts data keys; the"
                                + " key was destroyed. Make the CMK in another token or at level"
                                + " SOFTWARE")
                        .formatted(token, TokenMechanisms.name(mechanism), spec));
    }

    static KmsException deadly(TokenSettings settings, String mechanism, String message) {
        return new KmsException(
                KmsErrorCode.UNSUPPORTED_OPERATION,
                ("HSM %s: %s of %s is not asked of the module %s, which ends the JVM in"
                                + " C_SignFinal")
                        .formatted(settings.name(), mechanism, message, settings.library()));
    }

    static KmsException unknown(String token, String what) {
        return new KmsException(
                KmsErrorCode.UNSUPPORTED_OPERATION,
                ("the token %s cannot do %s: PKCS#11 has no mechanism for it, or a"
                                + " vendor's that hsm.mechanisms does not name")
                        .formatted(token, what));
    }

    /** A call that failed while the token was being connected. */
    static KmsException call(TokenSettings settings, PKCS11Exception e) {
        return call(settings, e, null, TokenSession.NO_MECHANISM);
    }

    /**
     * A call that failed and was not, or not successfully, repeated.
     *
     * @param slot null while there is no token yet
     * @param mechanism of the session's last operation
     */
    static KmsException call(
            TokenSettings settings, PKCS11Exception e, @Nullable TokenSlot slot, long mechanism) {
        long code = e.getErrorCode();
        String function = function(e);
        String failed =
                "HSM %s (%s%s): %s%s failed with %s"
                        .formatted(
                                settings.name(),
                                slot == null ? "" : "token " + slot + " of ",
                                settings.library(),
                                function,
                                mechanism == TokenSession.NO_MECHANISM
                                        ? ""
                                        : " (" + TokenMechanisms.name(mechanism) + ")",
                                Ckr.name(code));
        if (function.equals("C_Initialize")) {
            return unavailable(failed + ": " + ModuleHints.of(settings.library()), e);
        }
        if (code == PKCS11Constants.CKR_DEVICE_MEMORY) {
            return new KmsException(KmsErrorCode.LIMIT_EXCEEDED, failed + ": the token is full", e);
        }
        if (code == PKCS11Constants.CKR_SESSION_COUNT) {
            return unavailable(
                    "%s: it gives no more sessions; lower %ssessions"
                            .formatted(failed, settings.setting()),
                    e);
        }
        if (Ckr.isPermanent(code)) {
            return new KmsException(
                    KmsErrorCode.UNSUPPORTED_OPERATION, failed + ": " + refusal(code), e);
        }
        return unavailable(failed, e);
    }

    private static String refusal(long code) {
        if (code == PKCS11Constants.CKR_KEY_FUNCTION_NOT_PERMITTED) {
            return "the key's own attributes do not allow this use";
        }
        return code == PKCS11Constants.CKR_KEY_SIZE_RANGE
                ? "it does not take keys of this size for this use"
                : "the module does not do this, whatever it lists";
    }

    /** The wrapper's exceptions do not say it, their stack traces do. */
    private static String function(PKCS11Exception e) {
        if (e instanceof ForeignCryptoki.Failed failed) {
            return failed.function();
        }
        for (StackTraceElement frame : e.getStackTrace()) {
            if (frame.getMethodName().startsWith("C_")) {
                return frame.getMethodName();
            }
        }
        return "a call";
    }

    static KmsException notKept(TokenSettings settings, String attribute) {
        return new KmsException(
                KmsErrorCode.INTERNAL_FAILURE,
                ("HSM %s: the token made a key and does not confirm %s; the key was" + " destroyed")
                        .formatted(settings.name(), attribute));
    }

    static KmsException unavailable(String message, @Nullable Throwable cause) {
        return new KmsException(KmsErrorCode.SERVICE_UNAVAILABLE_TEMPORARY, message, cause);
    }
}
