package org.kmsjca.protection.software.root.tpm;

/** Something between us and the TPM changed what was said. */
final class TpmTamperingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TpmTamperingException(String message) {
        super(message);
    }
}
