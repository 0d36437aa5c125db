package org.kmsjca.protection.software.root.tpm;

/** A TPM answered with a response code other than success. */
final class TpmResponseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int code;

    TpmResponseException(String command, int code) {
        super(
                command
                        + " was answered with 0x%03X %s"
                                .formatted(code, ResponseCode.describe(code)));
        this.code = code;
    }

    /** The raw response code, part 2, 6.6. */
    int code() {
        return code;
    }

    /** Whether it means that, whatever handle, session or parameter it is about. */
    boolean is(ResponseCode expected) {
        return ResponseCode.of(code) == expected;
    }
}
