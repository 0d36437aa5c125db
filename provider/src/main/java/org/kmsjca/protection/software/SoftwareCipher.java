package org.kmsjca.protection.software;

import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.SecretKey;
import javax.crypto.ShortBufferException;
import org.jspecify.annotations.Nullable;
import org.kmsjca.mechanism.CipherDirection;
import org.kmsjca.mechanism.CipherMechanism;
import org.kmsjca.mechanism.CipherMechanism.Mode;
import org.kmsjca.mechanism.CipherOperation;
import org.kmsjca.mechanism.InitializationIds;

/** A cipher operation on an engine of this process. */
final class SoftwareCipher implements CipherOperation {
    /**
     * Large encryptions go to the engine in pieces: in a cold JVM one call of 1 MiB runs at 70 MB/s
     * until the compiler has replaced the loop that it sits in, pieces run at full speed at once.
     */
    private static final int CHUNK = 16 * 1024;

    private static final int BLOCK = 16;

    private final CipherMechanism mechanism;
    private final Cipher engine;
    private final SecretKey key;
    private final SoftwareSecretKey owner;
    private final CipherPool pool;
    private final long number = InitializationIds.next();
    private int initialisations;
    private boolean encrypting;

    /**
     * How many bytes the engine holds back: until a block is whole, in GCM decryption until the tag
     * was checked, in CTR never.
     */
    private int pending;

    SoftwareCipher(
            CipherMechanism mechanism,
            Cipher engine,
            SecretKey key,
            SoftwareSecretKey owner,
            CipherPool pool) {
        this.mechanism = mechanism;
        this.engine = engine;
        this.key = key;
        this.owner = owner;
        this.pool = pool;
    }

    @Override
    public long initializationId() {
        return number | (initialisations & 0xFFFF_FFFFL);
    }

    @Override
    public void init(CipherDirection direction, @Nullable AlgorithmParameterSpec parameters)
            throws InvalidKeyException, InvalidAlgorithmParameterException {
        encrypting = direction == CipherDirection.ENCRYPT;
        initialisations++;
        pending = 0;
        engine.init(encrypting ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE, key, parameters);
    }

    @Override
    public void updateAad(byte[] input, int offset, int length) {
        engine.updateAAD(input, offset, length);
    }

    @Override
    public int outputSize(int inputLength) {
        return engine.getOutputSize(inputLength);
    }

    @Override
    public byte @Nullable [] update(byte[] input, int offset, int length) {
        if (!inPieces(length)) {
            hold(length);
            return engine.update(input, offset, length);
        }
        byte[] output = new byte[engine.getOutputSize(length)];
        try {
            int written = updateInPieces(input, offset, length, output, 0);
            return written == output.length ? output : Arrays.copyOf(output, written);
        } catch (ShortBufferException e) {
            throw new IllegalStateException("the engine gave more than it announced", e);
        }
    }

    @Override
    public int update(byte[] input, int offset, int length, byte[] output, int outputOffset)
            throws ShortBufferException {
        byte[] source = separate(input, offset, length, output, outputOffset);
        int start = source == input ? offset : 0;
        if (!inPieces(length)) {
            int written = engine.update(source, start, length, output, outputOffset);
            hold(length);
            return written;
        }
        requireRoom(output, outputOffset, pending + length - incompleteBlock(length));
        return updateInPieces(source, start, length, output, outputOffset);
    }

    @Override
    public byte[] doFinal(byte[] input, int offset, int length)
            throws IllegalBlockSizeException, BadPaddingException {
        if (!inPieces(length)) {
            return engine.doFinal(input, offset, length);
        }
        byte[] output = new byte[engine.getOutputSize(length)];
        try {
            int written = doFinalInPieces(input, offset, length, output, 0);
            return written == output.length ? output : Arrays.copyOf(output, written);
        } catch (ShortBufferException e) {
            throw new IllegalStateException("the engine gave more than it announced", e);
        }
    }

    @Override
    public int doFinal(byte[] input, int offset, int length, byte[] output, int outputOffset)
            throws ShortBufferException, IllegalBlockSizeException, BadPaddingException {
        byte[] source = separate(input, offset, length, output, outputOffset);
        int start = source == input ? offset : 0;
        if (inPieces(length)) {
            requireRoom(output, outputOffset, engine.getOutputSize(length));
            return doFinalInPieces(source, start, length, output, outputOffset);
        }
        int room = Math.max(0, engine.getOutputSize(length));
        try {
            return engine.doFinal(source, start, length, output, outputOffset);
        } catch (AEADBadTagException e) {
            int end = Math.min(output.length, outputOffset + room);
            Arrays.fill(output, outputOffset, Math.max(outputOffset, end), (byte) 0);
            throw e;
        }
    }

    @Override
    public void release() {
        pool.put(mechanism, this);
    }

    /** Drops the engine: it is nobody's, with what it holds, and does not come back to the pool. */
    @Override
    public void abandon() {
        pending = 0;
    }

    @Override
    public boolean mayBeKept() {
        return true;
    }

    boolean isOf(SoftwareSecretKey other, CipherMechanism otherMechanism) {
        return owner == other && mechanism == otherMechanism;
    }

    @Override
    public CipherOperation renewed() {
        return owner.newCipher(mechanism);
    }

    private void hold(int length) {
        boolean untilTheEnd = mechanism.mode() == Mode.GCM && !encrypting;
        pending = untilTheEnd ? pending + length : incompleteBlock(length);
    }

    private int incompleteBlock(int length) {
        return mechanism.mode() == Mode.CTR ? 0 : (pending + length) % BLOCK;
    }

    private boolean inPieces(int length) {
        return encrypting && length > CHUNK && !mechanism.mode().isKeyWrap();
    }

    private int updateInPieces(
            byte[] input, int offset, int length, byte[] output, int outputOffset)
            throws ShortBufferException {
        int written = 0;
        for (int done = 0; done < length; done += CHUNK) {
            written +=
                    engine.update(
                            input,
                            offset + done,
                            Math.min(CHUNK, length - done),
                            output,
                            outputOffset + written);
        }
        hold(length);
        return written;
    }

    private int doFinalInPieces(
            byte[] input, int offset, int length, byte[] output, int outputOffset)
            throws ShortBufferException, IllegalBlockSizeException, BadPaddingException {
        int last = length % CHUNK == 0 ? CHUNK : length % CHUNK;
        int written = updateInPieces(input, offset, length - last, output, outputOffset);
        return written
                + engine.doFinal(
                        input, offset + length - last, last, output, outputOffset + written);
    }

    private static void requireRoom(byte[] output, int offset, int required)
            throws ShortBufferException {
        if (output.length - offset < required) {
            throw new ShortBufferException(
                    "the output has room for %s bytes, %s are needed"
                            .formatted(output.length - offset, required));
        }
    }

    /**
     * The input, copied where the output would overwrite what was not read yet. SunJCE sees to that
     * itself, except in GCM with bytes that it holds back, and of course between our pieces.
     */
    private byte[] separate(byte[] input, int offset, int length, byte[] output, int outputOffset) {
        boolean ours = inPieces(length) || (mechanism.mode() == Mode.GCM && pending > 0);
        boolean overlaps =
                input == output
                        && outputOffset + pending > offset
                        && outputOffset < offset + length;
        return ours && overlaps ? Arrays.copyOfRange(input, offset, offset + length) : input;
    }
}
