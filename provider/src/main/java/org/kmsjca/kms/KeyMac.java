package org.kmsjca.kms;

import org.jspecify.annotations.Nullable;
import org.kmsjca.KmsException;
import org.kmsjca.mechanism.MacOperation;
import org.kmsjca.protection.MacKey;

/** HMAC under a key: each code is authorized. For one thread at a time. */
public final class KeyMac {
    private static final KmsCall CALL = KmsCall.GENERATE_MAC;

    private final ManagedKey key;
    private final String algorithm;
    private final MacOperation operation;

    /** From the first data of a message on, when a recording watches. */
    private @Nullable Observation observation;

    /**
     * Opens it on a key that may do it now.
     *
     * @param scope what the handle names
     * @param algorithm its name in recordings
     * @throws KmsException with the code of the refusal
     */
    public KeyMac(ManagedKey key, KeyScope scope, String algorithm) {
        this.key = VersionRule.choose(key, scope, CALL, algorithm, false);
        this.algorithm = algorithm;
        this.operation = this.key.admit(CALL, MacKey.class, "HMAC").mac();
    }

    public ManagedKey key() {
        return key;
    }

    /** Takes in a part of the message. */
    public void update(byte[] input, int offset, int length) {
        observe();
        operation.update(input, offset, length);
    }

    private void observe() {
        if (observation == null) {
            observation = key.operations().begin(CALL);
        }
    }

    /**
     * Gives the code of the message; the next one begins.
     *
     * @throws KmsException with the code of the refusal, after which the message is forgotten
     */
    public byte[] doFinal() {
        try {
            key.authorize(CALL);
        } catch (KmsException e) {
            reset();
            throw e;
        }
        observe();
        Observation watched = observation;
        observation = null;
        byte[] code;
        try {
            code = operation.doFinal();
        } catch (RuntimeException e) {
            key.operations().failed(CALL, key, algorithm, watched, e);
            throw e;
        }
        key.operations().succeeded(CALL, key, algorithm, watched);
        return code;
    }

    /** Forgets the message, and gives back what it held. */
    public void reset() {
        observation = null;
        operation.reset();
    }
}
