package org.kmsjca.protection.hsm;

import java.util.Set;
import org.xipki.pkcs11.wrapper.PKCS11Constants;
import org.xipki.pkcs11.wrapper.PKCS11Constants.Category;

/** Classifies the return values of Cryptoki, PKCS#11 v2.40 section 5.1. */
final class Ckr {
    /** The function did nothing, so that it may be called again. */
    private static final Set<Long> NOTHING_DONE =
            Set.of(
                    PKCS11Constants.CKR_CRYPTOKI_NOT_INITIALIZED,
                    PKCS11Constants.CKR_SESSION_HANDLE_INVALID,
                    PKCS11Constants.CKR_SESSION_CLOSED,
                    PKCS11Constants.CKR_OBJECT_HANDLE_INVALID,
                    PKCS11Constants.CKR_KEY_HANDLE_INVALID,
                    PKCS11Constants.CKR_USER_NOT_LOGGED_IN,
                    PKCS11Constants.CKR_OPERATION_ACTIVE,
                    PKCS11Constants.CKR_OPERATION_NOT_INITIALIZED);

    /** Says something of session, token, module or key, and nothing of the data. */
    private static final Set<Long> TOKEN_TROUBLE =
            Set.of(
                    PKCS11Constants.CKR_CANCEL,
                    PKCS11Constants.CKR_HOST_MEMORY,
                    PKCS11Constants.CKR_SLOT_ID_INVALID,
                    PKCS11Constants.CKR_NO_EVENT,
                    PKCS11Constants.CKR_NEED_TO_CREATE_THREADS,
                    PKCS11Constants.CKR_CANT_LOCK,
                    PKCS11Constants.CKR_DEVICE_ERROR,
                    PKCS11Constants.CKR_DEVICE_MEMORY,
                    PKCS11Constants.CKR_DEVICE_REMOVED,
                    PKCS11Constants.CKR_FUNCTION_CANCELED,
                    PKCS11Constants.CKR_FUNCTION_NOT_SUPPORTED,
                    PKCS11Constants.CKR_KEY_FUNCTION_NOT_PERMITTED,
                    PKCS11Constants.CKR_SESSION_COUNT,
                    PKCS11Constants.CKR_TOKEN_NOT_PRESENT,
                    PKCS11Constants.CKR_TOKEN_NOT_RECOGNIZED,
                    PKCS11Constants.CKR_BUFFER_TOO_SMALL);

    /** Also what tokens answer to bad data; whether it is trouble the token has to be asked. */
    private static final Set<Long> AMBIGUOUS =
            Set.of(PKCS11Constants.CKR_GENERAL_ERROR, PKCS11Constants.CKR_FUNCTION_FAILED);

    /** A parameter or mechanism that the token does not do, told by the Init function. */
    private static final Set<Long> PARAMETERS_REFUSED =
            Set.of(
                    PKCS11Constants.CKR_ARGUMENTS_BAD,
                    PKCS11Constants.CKR_MECHANISM_INVALID,
                    PKCS11Constants.CKR_MECHANISM_PARAM_INVALID,
                    PKCS11Constants.CKR_FUNCTION_NOT_SUPPORTED);

    private static final Set<Long> PIN_REFUSED =
            Set.of(
                    PKCS11Constants.CKR_PIN_INCORRECT,
                    PKCS11Constants.CKR_PIN_INVALID,
                    PKCS11Constants.CKR_PIN_LEN_RANGE,
                    PKCS11Constants.CKR_PIN_EXPIRED,
                    PKCS11Constants.CKR_PIN_LOCKED);

    private static final Set<Long> DEAD_SESSION =
            Set.of(
                    PKCS11Constants.CKR_CRYPTOKI_NOT_INITIALIZED,
                    PKCS11Constants.CKR_SESSION_HANDLE_INVALID,
                    PKCS11Constants.CKR_SESSION_CLOSED);

    private Ckr() {}

    static boolean isNothingDone(long code) {
        return NOTHING_DONE.contains(code);
    }

    static boolean isTokenTrouble(long code) {
        return TOKEN_TROUBLE.contains(code) || NOTHING_DONE.contains(code);
    }

    static boolean isAmbiguous(long code) {
        return AMBIGUOUS.contains(code);
    }

    static boolean isParametersRefused(long code) {
        return PARAMETERS_REFUSED.contains(code);
    }

    static boolean isPinRefused(long code) {
        return PIN_REFUSED.contains(code);
    }

    /** Whether the session's handle may already name somebody else's. */
    static boolean isDeadSession(long code) {
        return DEAD_SESSION.contains(code);
    }

    /** Such as {@code CKR_DEVICE_ERROR}. */
    static String name(long code) {
        return PKCS11Constants.codeToName(Category.CKR, code);
    }
}
