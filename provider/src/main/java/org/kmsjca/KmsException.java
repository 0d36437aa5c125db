package org.kmsjca;

import java.security.ProviderException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.kmsjca.text.Printable;

/**
 * A refusal or failure of the KMS, with the KMS's own error code.
 *
 * <p>{@link Kms} throws it as it is. The JCA classes throw the exception that the JCA names for the
 * case and carry this one as its cause.
 */
public final class KmsException extends ProviderException {
    private static final long serialVersionUID = 1L;

    private final KmsErrorCode code;

    /**
     * A failure with the given code; the message says what was asked, why not, and what to do. It
     * may quote the caller: it is one line, with controls and invisible characters made visible.
     */
    public KmsException(KmsErrorCode code, String message) {
        this(code, message, null);
    }

    /** A failure with the given code and its cause. */
    public KmsException(KmsErrorCode code, String message, @Nullable Throwable cause) {
        super(Objects.requireNonNull(code).code() + ": " + Printable.of(message), cause);
        this.code = code;
    }

    /** The error code of the KMS. */
    public KmsErrorCode code() {
        return code;
    }
}
