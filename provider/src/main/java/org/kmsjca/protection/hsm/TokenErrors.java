package org.kmsjca.protection.hsm;

import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/** Builds what the HSM module fails with, so that all of it reads alike. */
final class TokenErrors {
    private TokenErrors() {}

    static KmsException notLoaded(TokenSettings settings, String reason, Throwable cause) {
        return new KmsException(
                KmsErrorCode.INVALID_PARAMETER,
                settings.setting()
                        + "module = "
                        + settings.library()
                        + " cannot be loaded: "
                        + reason,
                cause);
    }

    static KmsException noToken(TokenSettings settings, List<TokenSlot> there) {
        String wanted = settings.token() == null ? "" : " '" + settings.token() + "'";
        return unavailable(
                "HSM "
                        + settings.name()
                        + ": the module "
                        + settings.library()
                        + " shows no token"
                        + wanted
                        + (there.isEmpty() ? "; it shows none" : "; it shows " + there)
                        + ": connect it, or correct "
                        + settings.setting()
                        + "token",
                null);
    }

    static KmsException severalTokens(TokenSettings settings, List<TokenSlot> found) {
        return new KmsException(
                KmsErrorCode.INVALID_PARAMETER,
                "HSM "
                        + settings.name()
                        + ": several tokens fit, "
                        + found
                        + ": name one by its serial number in "
                        + settings.setting()
                        + "token");
    }

    static KmsException noPin(TokenSettings settings, TokenSlot slot) {
        return new KmsException(
                KmsErrorCode.NO_PERMISSION,
                "the token "
                        + slot
                        + " wants a PIN: set "
                        + settings.setting()
                        + "pin to env:NAME or file:/path");
    }

    static KmsException pinRefused(TokenSettings settings, TokenSlot slot, String reason) {
        return new KmsException(
                KmsErrorCode.NO_PERMISSION,
                "the token "
                        + slot
                        + " refused the PIN of "
                        + settings.setting()
                        + "pin ("
                        + reason
                        + "); it is not tried again until that setting gives another, so that the"
                        + " token is not locked");
    }

    static KmsException lastTry(TokenSettings settings, TokenSlot slot) {
        return new KmsException(
                KmsErrorCode.NO_PERMISSION,
                "the token "
                        + slot
                        + " locks its PIN at the next wrong one, or has locked it: check "
                        + settings.setting()
                        + "pin and log in once with the vendor's tool");
    }

    static KmsException noSession(TokenSettings settings) {
        return unavailable(
                "HSM "
                        + settings.name()
                        + ": no session came free within "
                        + settings.patience().toMillis()
                        + " ms; raise "
                        + settings.setting()
                        + "sessions or "
                        + settings.setting()
                        + "wait",
                null);
    }

    static KmsException interrupted(TokenSettings settings, InterruptedException cause) {
        return unavailable(
                "HSM "
                        + settings.name()
                        + ": the thread was interrupted while it waited for a session or for the"
                        + " connection; nothing was sent to the token, try again",
                cause);
    }

    static KmsException busy(TokenSettings settings) {
        return unavailable(
                "HSM "
                        + settings.name()
                        + " was being recovered for more than "
                        + settings.patience().toMillis()
                        + " ms, or a call to its module hangs; try again later",
                null);
    }

    static KmsException lostMessage(TokenSettings settings) {
        return unavailable(
                "HSM "
                        + settings.name()
                        + " was connected anew in the middle of this message: begin it again",
                null);
    }

    static KmsException missing(TokenSettings settings, String object) {
        return new KmsException(
                KmsErrorCode.UNAVAILABLE,
                "HSM "
                        + settings.name()
                        + ": the token shows no "
                        + object
                        + ", and showed none after it was connected anew; it was destroyed, or the"
                        + " token is another one");
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
                "HSM "
                        + settings.name()
                        + ": the token has more than one "
                        + object
                        + "; remove the one that is not meant");
    }

    static KmsException lacks(String token, String mechanism, String purpose) {
        return new KmsException(
                KmsErrorCode.UNSUPPORTED_OPERATION,
                "the token " + token + " lacks " + mechanism + ", which " + purpose + " needs");
    }

    static KmsException unknown(String token, String what) {
        return new KmsException(
                KmsErrorCode.UNSUPPORTED_OPERATION,
                "the token "
                        + token
                        + " cannot do "
                        + what
                        + ": PKCS#11 has no mechanism for it, or a vendor's that"
                        + " hsm.mechanisms does not name");
    }

    /** A call that failed and was not, or not successfully, repeated. */
    static KmsException call(TokenSettings settings, PKCS11Exception e) {
        long code = e.getErrorCode();
        String failed =
                "HSM " + settings.name() + ": a call to the token failed with " + Ckr.name(code);
        if (code == PKCS11Constants.CKR_DEVICE_MEMORY) {
            return new KmsException(KmsErrorCode.LIMIT_EXCEEDED, failed + ": the token is full", e);
        }
        if (code == PKCS11Constants.CKR_KEY_FUNCTION_NOT_PERMITTED) {
            return new KmsException(
                    KmsErrorCode.UNSUPPORTED_OPERATION,
                    failed + ": the key's own attributes do not allow this use",
                    e);
        }
        if (code == PKCS11Constants.CKR_KEY_SIZE_RANGE) {
            return new KmsException(
                    KmsErrorCode.UNSUPPORTED_OPERATION,
                    failed + ": it does not take keys of this size for this use",
                    e);
        }
        if (code == PKCS11Constants.CKR_SESSION_COUNT) {
            return unavailable(
                    failed
                            + ": it gives no more sessions; lower "
                            + settings.setting()
                            + "sessions",
                    e);
        }
        return unavailable(failed, e);
    }

    static KmsException notKept(TokenSettings settings, String attribute) {
        return new KmsException(
                KmsErrorCode.INTERNAL_FAILURE,
                "HSM "
                        + settings.name()
                        + ": the token made a key and does not confirm "
                        + attribute
                        + "; the key was destroyed");
    }

    static KmsException unavailable(String message, @Nullable Throwable cause) {
        return new KmsException(KmsErrorCode.SERVICE_UNAVAILABLE_TEMPORARY, message, cause);
    }
}
