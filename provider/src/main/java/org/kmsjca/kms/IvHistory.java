package org.kmsjca.kms;

import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;
import org.kmsjca.mechanism.CipherDirection;
import org.kmsjca.mechanism.CipherOperation;

/**
 * Keeps one Cipher object from encrypting twice in a row with the same key and IV, as the JDK does.
 *
 * <p>Engines have that memory too, but theirs goes from caller to caller with the pool. Where the
 * operation at hand is the very one of the last message, the engine's memory is asked, which costs
 * nothing; else the IVs are compared here and an engine that refuses for another's sake is renewed.
 */
final class IvHistory {
    private long lastInitializationId = -1;
    private @Nullable String lastVersion;
    private @Nullable GCMParameterSpec lastParameters;

    /** Starts a message; gives the operation that does it. */
    CipherOperation start(
            String versionId,
            CipherOperation opened,
            CipherDirection direction,
            AlgorithmParameterSpec parameters)
            throws InvalidKeyException, InvalidAlgorithmParameterException {
        if (direction == CipherDirection.ENCRYPT && parameters instanceof GCMParameterSpec gcm) {
            return encrypt(versionId, opened, gcm);
        }
        opened.init(direction, parameters);
        return opened;
    }

    private CipherOperation encrypt(
            String versionId, CipherOperation opened, GCMParameterSpec parameters)
            throws InvalidKeyException, InvalidAlgorithmParameterException {
        CipherOperation operation = opened;
        boolean ownMemory = operation.initializationId() == lastInitializationId;
        if (!ownMemory && isRepeated(versionId, parameters)) {
            throw new InvalidAlgorithmParameterException(
                    "this cipher has just encrypted with this key and IV: GCM needs another IV for"
                            + " each message");
        }
        try {
            operation.init(CipherDirection.ENCRYPT, parameters);
        } catch (InvalidAlgorithmParameterException e) {
            if (ownMemory) {
                throw e;
            }
            operation = operation.renewed();
            operation.init(CipherDirection.ENCRYPT, parameters);
        }
        lastInitializationId = operation.initializationId();
        if (!versionId.equals(lastVersion)) {
            lastVersion = versionId;
        }
        lastParameters = parameters;
        return operation;
    }

    /** Gives those of the last encryption. */
    @Nullable GCMParameterSpec lastParameters() {
        return lastParameters;
    }

    private boolean isRepeated(String versionId, GCMParameterSpec parameters) {
        GCMParameterSpec last = lastParameters;
        return last != null
                && versionId.equals(lastVersion)
                && (last == parameters || Arrays.equals(last.getIV(), parameters.getIV()));
    }
}
