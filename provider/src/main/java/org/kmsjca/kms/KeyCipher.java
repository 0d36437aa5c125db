package org.kmsjca.kms;

import java.nio.ByteBuffer;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import java.util.Objects;
import javax.crypto.BadPaddingException;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.ShortBufferException;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KmsException;
import org.kmsjca.mechanism.CipherDirection;
import org.kmsjca.mechanism.CipherMechanism;
import org.kmsjca.mechanism.CipherOperation;
import org.kmsjca.protection.CipherKey;

/**
 * A symmetric cipher under a key: each call that can give output is authorized. The engine's
 * operation is taken at the start of a message and given back after it, or kept between messages
 * from the second one on. For one thread at a time.
 *
 * <p>A message that begins on a kept operation, under the same version and in a mode that tells a
 * wrong key, asks at its start what this process knows of the key. What another process has changed
 * is asked for by its first call that can give output, which refuses then.
 *
 * <p>A message that is refused midway, or fails, is abandoned: it does not go on when the CMK may
 * be used again, because that would begin it anew under the same IV.
 *
 * <p>A handle on a CMK of several versions decrypts what any of them encrypted, where the tag or
 * integrity check tells: the message is kept until its end, and tried under the newest version and
 * then the others. Nothing is kept of a CMK of one version.
 *
 * <p>References that stay the same are not written again: each write to an object that outlived a
 * garbage collection marks a card of the collector's, and threads that mark neighbouring cards cost
 * each other more than a short message does.
 */
public final class KeyCipher {
    private final CipherMechanism mechanism;
    private final String algorithm;
    private final IvHistory history = new IvHistory();
    private KmsCall call = KmsCall.ENCRYPT;
    private @Nullable ManagedKey key;

    /** The operation of the message at hand, or one kept from the last message. */
    private @Nullable CipherOperation operation;

    /** The message at hand, where any version may have encrypted it. */
    private @Nullable KeptMessage kept;

    /** The key's other versions may have encrypted the message at hand. */
    private boolean anyVersion;

    private boolean inMessage;
    private boolean fed; // the message at hand has taken in data
    private boolean broken; // the last message was abandoned after it had taken in data

    /** A message was finished before: this is a cipher that is used again and again. */
    private boolean reused;

    /** From the first data of a message on, when a recording watches. */
    private @Nullable Observation observation;

    /** A cipher without a key yet, with a name in recordings. */
    public KeyCipher(CipherMechanism mechanism, String algorithm) {
        this.mechanism = mechanism;
        this.algorithm = algorithm;
    }

    /**
     * Starts a message under a key that may do it now.
     *
     * @param scope what the handle names; for a CMK {@code newKey} is any of its versions, and the
     *     newest is taken
     * @throws KmsException with the code of the refusal
     */
    public void start(
            ManagedKey newKey,
            KeyScope scope,
            CipherDirection direction,
            AlgorithmParameterSpec parameters)
            throws InvalidKeyException, InvalidAlgorithmParameterException {
        if (inMessage) {
            abandon();
        }
        broken = false;
        KmsCall newCall = direction == CipherDirection.ENCRYPT ? KmsCall.ENCRYPT : KmsCall.DECRYPT;
        if (call != newCall) {
            call = newCall;
        }
        try {
            newKey.requireRawCiphers(call); // admit asks for the rest
            boolean tellsWrongKey = mechanism.mode().tellsWrongKey();
            ManagedKey version = VersionRule.choose(newKey, scope, call, algorithm, tellsWrongKey);
            if (operation != null && version == key && tellsWrongKey) {
                open(version.readmit(call, CipherKey.class, mechanism.transformation()));
            } else {
                version = admit(version, newKey, scope);
            }
            CipherOperation open = Objects.requireNonNull(operation);
            CipherOperation initialized =
                    history.start(version.versionId(), open, direction, parameters);
            if (initialized != open) {
                operation = initialized;
            }
            anyVersion =
                    tellsWrongKey && scope == KeyScope.CMK && direction == CipherDirection.DECRYPT;
            if (anyVersion && version.hasOtherVersions()) {
                kept = new KeptMessage(parameters);
            }
            inMessage = true;
        } catch (Throwable e) {
            abandon();
            throw e;
        }
    }

    /** Gives the parameters of the last encryption by GCM; null where there was none. */
    public @Nullable AlgorithmParameterSpec lastOfGcm() {
        return history.lastParameters();
    }

    /** Admits the version that is chosen in the end: admission learns of new ones. */
    private ManagedKey admit(ManagedKey first, ManagedKey named, KeyScope scope) {
        boolean tellsWrongKey = mechanism.mode().tellsWrongKey();
        ManagedKey version;
        ManagedKey chosen = first;
        CipherKey material;
        do {
            version = chosen;
            material = version.admit(call, CipherKey.class, mechanism.transformation());
            chosen = VersionRule.choose(named, scope, call, algorithm, tellsWrongKey);
        } while (chosen != version);
        if (key != version) {
            key = version;
        }
        open(material);
        return version;
    }

    private void open(CipherKey material) {
        CipherOperation before = operation;
        CipherOperation open = material.cipher(mechanism, before);
        if (open != before) {
            operation = open;
        }
    }

    /** Whether a message was started and has not ended. */
    public boolean isInMessage() {
        return inMessage;
    }

    /**
     * Whether a message that has taken in nothing yet is better started anew: the CMK has got its
     * second version since, which may have encrypted it.
     */
    public boolean isOutdated() {
        ManagedKey used = key;
        return anyVersion && !fed && kept == null && used != null && used.hasOtherVersions();
    }

    /** Whether the last message broke off: another one needs another initialisation. */
    public boolean isBroken() {
        return broken;
    }

    /** Gives the most bytes that the next call gives for so much input. */
    public int outputSize(int inputLength) {
        int before = kept == null ? 0 : kept.inputLength();
        return inMessage && operation != null
                ? operation.outputSize(Math.addExact(before, inputLength))
                : 0;
    }

    /** Adds additional authenticated data, which gives no output. */
    public void updateAad(byte[] input, int offset, int length) {
        if (!inMessage || operation == null) {
            throw new IllegalStateException("no message was started");
        }
        if (kept != null) {
            kept.addAad(input, offset, length);
        } else {
            operation.updateAad(input, offset, length);
        }
        fed = true;
    }

    /** The operation, for one call that may give output. */
    private CipherOperation permitted() {
        CipherOperation open = operation;
        ManagedKey used = key;
        if (!inMessage || open == null || used == null) {
            throw new IllegalStateException("no message was started");
        }
        try {
            used.authorize(call);
        } catch (KmsException e) {
            abandon();
            throw e;
        }
        if (observation == null) {
            observation = used.operations().begin(call);
        }
        return open;
    }

    /** Takes input and gives what is ready, null when that is nothing. */
    public byte @Nullable [] update(byte[] input, int offset, int length) {
        CipherOperation open = permitted();
        try {
            byte[] output = null;
            if (kept != null) {
                kept.addInput(input, offset, length);
            } else {
                output = open.update(input, offset, length);
            }
            fed = true;
            return output;
        } catch (RuntimeException e) {
            fail(e);
            throw e;
        }
    }

    /** Takes input and writes what is ready; returns its length. */
    public int update(byte[] input, int offset, int length, byte[] output, int outputOffset)
            throws ShortBufferException {
        CipherOperation open = permitted();
        try {
            int written = 0;
            if (kept != null) {
                kept.addInput(input, offset, length);
            } else {
                written = open.update(input, offset, length, output, outputOffset);
            }
            fed = true;
            return written;
        } catch (RuntimeException e) {
            fail(e);
            throw e;
        }
    }

    /** Takes the last input and gives what is left. */
    public byte[] doFinal(byte[] input, int offset, int length)
            throws IllegalBlockSizeException, BadPaddingException {
        if (kept != null) {
            return doFinalOfKept(input, offset, length);
        }
        CipherOperation open = permitted();
        byte[] output;
        try {
            output = open.doFinal(input, offset, length);
        } catch (IllegalBlockSizeException | BadPaddingException | RuntimeException e) {
            fed &= e instanceof RuntimeException; // a wrong message is complete
            fail(e);
            throw e;
        }
        finish(open, output, 0, output.length);
        return output;
    }

    private byte[] doFinalOfKept(byte[] input, int offset, int length)
            throws IllegalBlockSizeException, BadPaddingException {
        byte[] output = new byte[outputSize(length)];
        try {
            int written = doFinal(input, offset, length, output, 0);
            if (written == output.length) {
                return output;
            }
            byte[] exact = Arrays.copyOf(output, written);
            Arrays.fill(output, (byte) 0);
            return exact;
        } catch (ShortBufferException e) {
            throw new IllegalStateException("the engine gave more than it announced", e);
        }
    }

    /** Takes the last input and writes what is left; returns its length. */
    public int doFinal(byte[] input, int offset, int length, byte[] output, int outputOffset)
            throws ShortBufferException, IllegalBlockSizeException, BadPaddingException {
        CipherOperation open = permitted();
        int written;
        try {
            written =
                    kept == null
                            ? open.doFinal(input, offset, length, output, outputOffset)
                            : decrypt(
                                    kept,
                                    kept.whole(input, offset, length, output),
                                    output,
                                    outputOffset);
        } catch (IllegalBlockSizeException | BadPaddingException | RuntimeException e) {
            fed &= e instanceof RuntimeException; // a wrong message is complete
            fail(e);
            throw e;
        }
        finish(Objects.requireNonNullElse(operation, open), output, outputOffset, written);
        return written;
    }

    /** Decrypts under the version at hand and, where that is the wrong one, under the others. */
    private int decrypt(KeptMessage message, ByteBuffer input, byte[] output, int outputOffset)
            throws ShortBufferException, IllegalBlockSizeException, BadPaddingException {
        ManagedKey first = Objects.requireNonNull(key);
        CipherOperation open = Objects.requireNonNull(operation);
        try {
            return message.finish(open, input, output, outputOffset);
        } catch (IllegalBlockSizeException | BadPaddingException e) {
            for (ManagedKey other : first.otherVersions()) {
                try {
                    open = reopened(other, message.parameters());
                    int written = message.finish(open, input, output, outputOffset);
                    key = other;
                    return written;
                } catch (IllegalBlockSizeException | BadPaddingException alsoWrong) {
                    // The next one, then.
                } catch (ShortBufferException noRoom) {
                    reopened(first, message.parameters()); // for a call with more
                    throw noRoom;
                }
            }
            throw e;
        }
    }

    /** Takes another operation, under that version. */
    private CipherOperation reopened(ManagedKey version, AlgorithmParameterSpec parameters) {
        CipherOperation before = operation;
        operation = null;
        if (before != null) {
            before.abandon();
        }
        CipherOperation open =
                version.admit(call, CipherKey.class, mechanism.transformation()).cipher(mechanism);
        operation = open;
        try {
            open.init(CipherDirection.DECRYPT, parameters);
        } catch (InvalidKeyException | InvalidAlgorithmParameterException e) {
            throw KmsErrors.versionUnusable(version, algorithm, e);
        }
        return open;
    }

    /** Ends a message; the output goes nowhere when the audit cannot tell of it. */
    private void finish(CipherOperation finished, byte[] output, int offset, int length) {
        ManagedKey used = key;
        try {
            if (used != null) {
                used.operations().succeeded(call, used, algorithm, observation);
            }
        } catch (RuntimeException | Error e) {
            Arrays.fill(output, offset, offset + length, (byte) 0);
            abandon();
            throw e;
        }
        if (!reused || !finished.mayBeKept()) {
            finished.release();
            operation = null;
        }
        reused = true;
        inMessage = false;
        fed = false;
        kept = null;
        observation = null;
    }

    /** Ends a message whose last part was not right: the next one may begin. */
    public void end(Exception failure) {
        fed = false;
        fail(failure);
    }

    private void fail(Exception failure) {
        ManagedKey used = key;
        if (used != null) {
            used.operations().failed(call, used, algorithm, observation, failure);
        }
        abandon();
    }

    /** Forgets the message: what the engine held of it is wiped and given back. */
    public void abandon() {
        CipherOperation open = operation;
        broken = inMessage && fed;
        operation = null;
        inMessage = false;
        fed = false;
        kept = null;
        observation = null;
        if (open != null) {
            open.abandon();
        }
    }
}
