package org.kmsjca.protection.software.root.tpm;

import org.jspecify.annotations.Nullable;

/** The response codes that are told apart; TPM 2.0, part 2, 6.6. */
enum ResponseCode {
    // Format 1: about a handle, a session or a parameter.
    ASYMMETRIC(0x081),
    HASH(0x083),
    VALUE(0x084),
    HANDLE(0x08B),
    TYPE(0x08A),
    AUTH_FAIL(0x08E),
    CURVE(0x0A6),
    KEY_SIZE(0x087),
    POLICY_FAIL(0x09D),
    INTEGRITY(0x09F),
    BAD_AUTH(0x0A2),
    HIERARCHY(0x085),
    // Format 0.
    INITIALIZE(0x100),
    FAILURE(0x101),
    AUTH_UNAVAILABLE(0x12F),
    PCR_CHANGED(0x128),
    COMMAND_CODE(0x143),
    CONTEXT_GAP(0x901),
    OBJECT_MEMORY(0x902),
    SESSION_MEMORY(0x903),
    SESSION_HANDLES(0x905),
    OBJECT_HANDLES(0x906),
    YIELDED(0x908),
    TESTING(0x90A),
    REFERENCE_H0(0x910),
    REFERENCE_S0(0x918),
    NV_RATE(0x920),
    LOCKOUT(0x921),
    RETRY(0x922);

    private static final int FORMAT_ONE = 0x080;
    private static final int FORMAT_ONE_ERROR = 0x0BF;

    private final int value;

    ResponseCode(int value) {
        this.value = value;
    }

    /** The meaning of a raw code, or null. */
    static @Nullable ResponseCode of(int raw) {
        int value = (raw & FORMAT_ONE) != 0 ? raw & FORMAT_ONE_ERROR : raw;
        for (ResponseCode code : values()) {
            if (code.value == value) {
                return code;
            }
        }
        return null;
    }

    static String describe(int raw) {
        ResponseCode code = of(raw);
        return code == null ? "" : "TPM_RC_" + code;
    }

    /** Whether the same bytes may be sent again after a pause. */
    static boolean isTemporary(int raw) {
        ResponseCode code = of(raw);
        return code == RETRY || code == YIELDED || code == TESTING || code == NV_RATE;
    }
}
