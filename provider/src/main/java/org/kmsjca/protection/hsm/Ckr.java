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

    private static final Set<Long> ABSENCE =
            Set.of(
                    PKCS11Constants.CKR_DEVICE_REMOVED,
                    PKCS11Constants.CKR_TOKEN_NOT_PRESENT,
                    PKCS11Constants.CKR_SLOT_ID_INVALID,
                    PKCS11Constants.CKR_CRYPTOKI_NOT_INITIALIZED,
                    PKCS11Constants.CKR_GENERAL_ERROR,
                    PKCS11Constants.CKR_FUNCTION_FAILED,
                    PKCS11Constants.CKR_DEVICE_ERROR);

    private static final Set<Long> DEVICE =
            Set.of(
                    PKCS11Constants.CKR_DEVICE_ERROR,
                    PKCS11Constants.CKR_DEVICE_REMOVED,
                    PKCS11Constants.CKR_TOKEN_NOT_PRESENT,
                    PKCS11Constants.CKR_TOKEN_NOT_RECOGNIZED,
                    PKCS11Constants.CKR_HOST_MEMORY);

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

    /** An attribute, or all of them together, that the token does not take. */
    private static final Set<Long> TEMPLATE_REFUSED =
            Set.of(
                    PKCS11Constants.CKR_ATTRIBUTE_VALUE_INVALID,
                    PKCS11Constants.CKR_ATTRIBUTE_TYPE_INVALID,
                    PKCS11Constants.CKR_ATTRIBUTE_READ_ONLY,
                    PKCS11Constants.CKR_TEMPLATE_INCONSISTENT);

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

    /** The key is none of that operation: of another type, size or use. */
    private static final Set<Long> OF_ANOTHER_KIND =
            Set.of(
                    PKCS11Constants.CKR_KEY_TYPE_INCONSISTENT,
                    PKCS11Constants.CKR_KEY_SIZE_RANGE,
                    PKCS11Constants.CKR_KEY_FUNCTION_NOT_PERMITTED);

    /** The token does not do it, now or later: no trouble that passes. */
    private static final Set<Long> PERMANENT =
            Set.of(
                    PKCS11Constants.CKR_MECHANISM_INVALID,
                    PKCS11Constants.CKR_MECHANISM_PARAM_INVALID,
                    PKCS11Constants.CKR_FUNCTION_NOT_SUPPORTED,
                    PKCS11Constants.CKR_FUNCTION_NOT_PARALLEL,
                    PKCS11Constants.CKR_KEY_SIZE_RANGE,
                    PKCS11Constants.CKR_KEY_TYPE_INCONSISTENT,
                    PKCS11Constants.CKR_KEY_FUNCTION_NOT_PERMITTED,
                    PKCS11Constants.CKR_ATTRIBUTE_VALUE_INVALID,
                    PKCS11Constants.CKR_ATTRIBUTE_TYPE_INVALID,
                    PKCS11Constants.CKR_ATTRIBUTE_READ_ONLY,
                    PKCS11Constants.CKR_TEMPLATE_INCOMPLETE,
                    PKCS11Constants.CKR_TEMPLATE_INCONSISTENT,
                    PKCS11Constants.CKR_DOMAIN_PARAMS_INVALID,
                    PKCS11Constants.CKR_CURVE_NOT_SUPPORTED,
                    PKCS11Constants.CKR_ACTION_PROHIBITED,
                    PKCS11Constants.CKR_TOKEN_WRITE_PROTECTED);

    /**
     * What tokens answer at the end of an operation on whole blocks, of which nothing is to come.
     */
    private static final Set<Long> NOTHING_TO_COME =
            Set.of(
                    // NSS ends it with the wrapper's first call, which asks for the size of nothing
                    PKCS11Constants.CKR_OPERATION_NOT_INITIALIZED,
                    // p11-kit's client, to the same call with room for nothing
                    PKCS11Constants.CKR_BUFFER_TOO_SMALL);

    private Ckr() {}

    static boolean isOfAnotherKind(long code) {
        return OF_ANOTHER_KIND.contains(code);
    }

    static boolean isPermanent(long code) {
        return PERMANENT.contains(code);
    }

    static boolean isNothingToCome(long code) {
        return NOTHING_TO_COME.contains(code);
    }

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

    /** There is no token, or no daemon behind its module: nothing was sent that may do harm. */
    static boolean isAbsence(long code) {
        return ABSENCE.contains(code);
    }

    /** Something is wrong with the token, and the code does not say what. */
    static boolean isOfUnknownCause(long code) {
        return isAmbiguous(code) || DEVICE.contains(code);
    }

    static boolean isTemplateRefused(long code) {
        return TEMPLATE_REFUSED.contains(code);
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
