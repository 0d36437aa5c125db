package org.kmsjca.protection.software;

import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import javax.crypto.BadPaddingException;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.IvParameterSpec;
import org.jspecify.annotations.Nullable;
import org.kmsjca.crypto.BlockPadding;
import org.kmsjca.mechanism.CipherDirection;
import org.kmsjca.mechanism.CipherMechanism;
import org.kmsjca.mechanism.CipherOperation;
import org.kmsjca.mechanism.InitializationIds;

/**
 * CBC with the padding of ISO 10126, put on and taken off here: that of SunJCE draws its bytes from
 * the first generator of the JVM's list, which may be anybody's.
 */
final class Iso10126Cipher implements CipherOperation {
    private static final int BLOCK = 16;

    private final SoftwareSecretKey owner;

    /** Of whole blocks; each call is a message that begins where the one before ended. */
    private final CipherOperation blocks;

    private final long initializationId = InitializationIds.next();
    private CipherDirection direction = CipherDirection.ENCRYPT;
    private byte[] chain = new byte[BLOCK];
    private byte[] pending = {};

    Iso10126Cipher(SoftwareSecretKey owner) {
        this.owner = owner;
        this.blocks = owner.cipher(CipherMechanism.AES_CBC);
    }

    @Override
    public long initializationId() {
        return initializationId;
    }

    @Override
    public void init(CipherDirection newDirection, @Nullable AlgorithmParameterSpec parameters)
            throws InvalidKeyException, InvalidAlgorithmParameterException {
        if (!(parameters instanceof IvParameterSpec iv)) {
            throw new InvalidAlgorithmParameterException("CBC needs an IvParameterSpec");
        }
        blocks.init(newDirection, iv);
        direction = newDirection;
        chain = iv.getIV();
        pending = new byte[0];
    }

    @Override
    public void updateAad(byte[] input, int offset, int length) {
        throw new UnsupportedOperationException("CBC has no authenticated data");
    }

    private boolean isEncrypting() {
        return direction == CipherDirection.ENCRYPT;
    }

    /** Whole blocks; of a ciphertext the last one stays until the end is known. */
    private int updateSize(int length) {
        int total = pending.length + length;
        return (isEncrypting() ? total : Math.max(0, total - BLOCK)) / BLOCK * BLOCK;
    }

    @Override
    public int outputSize(int length) {
        int total = pending.length + length;
        return isEncrypting() ? (total / BLOCK + 1) * BLOCK : total;
    }

    @Override
    public byte[] update(byte[] input, int offset, int length) {
        int ready = updateSize(length);
        byte[] whole = joined(input, offset, length, new byte[0]);
        forget();
        pending = Arrays.copyOfRange(whole, ready, whole.length);
        byte[] output = crypt(whole, ready);
        Arrays.fill(whole, (byte) 0);
        return output;
    }

    @Override
    public int update(byte[] input, int offset, int length, byte[] output, int outputOffset)
            throws ShortBufferException {
        requireRoom(output, outputOffset, updateSize(length));
        return put(update(input, offset, length), output, outputOffset);
    }

    @Override
    public byte[] doFinal(byte[] input, int offset, int length)
            throws IllegalBlockSizeException, BadPaddingException {
        byte[] output = finish(input, offset, length);
        forget();
        return output;
    }

    private byte[] finish(byte[] input, int offset, int length)
            throws IllegalBlockSizeException, BadPaddingException {
        int total = pending.length + length;
        byte[] padding = isEncrypting() ? BlockPadding.ISO10126.after(total) : new byte[0];
        if ((total + padding.length) % BLOCK != 0) {
            throw new IllegalBlockSizeException(
                    "the input is not a multiple of " + BLOCK + " bytes");
        }
        byte[] whole = joined(input, offset, length, padding);
        byte[] output = crypt(whole, whole.length);
        Arrays.fill(whole, (byte) 0);
        boolean nothing = output.length == 0; // as the JDK: nothing decrypts to nothing
        return isEncrypting() || nothing ? output : BlockPadding.ISO10126.takeOff(output);
    }

    /** For want of room the message stays as it was before: the length is known too late. */
    @Override
    public int doFinal(byte[] input, int offset, int length, byte[] output, int outputOffset)
            throws ShortBufferException, IllegalBlockSizeException, BadPaddingException {
        if (isEncrypting()) {
            requireRoom(output, outputOffset, outputSize(length));
        }
        byte[] chainBefore = chain;
        byte[] rest = finish(input, offset, length);
        try {
            requireRoom(output, outputOffset, rest.length);
        } catch (ShortBufferException e) {
            chain = chainBefore;
            Arrays.fill(rest, (byte) 0);
            throw e;
        }
        forget();
        return put(rest, output, outputOffset);
    }

    private byte[] joined(byte[] input, int offset, int length, byte[] padding) {
        byte[] whole = Arrays.copyOf(pending, pending.length + length + padding.length);
        System.arraycopy(input, offset, whole, pending.length, length);
        System.arraycopy(padding, 0, whole, pending.length + length, padding.length);
        return whole;
    }

    private byte[] crypt(byte[] whole, int length) {
        if (length == 0) {
            return new byte[0];
        }
        try {
            blocks.init(direction, new IvParameterSpec(chain));
            byte[] output = blocks.doFinal(whole, 0, length);
            byte[] ciphertext = isEncrypting() ? output : whole;
            chain = Arrays.copyOfRange(ciphertext, length - BLOCK, length);
            return output;
        } catch (InvalidKeyException
                | InvalidAlgorithmParameterException
                | IllegalBlockSizeException
                | BadPaddingException e) {
            throw new IllegalStateException("the engine refuses whole blocks", e);
        }
    }

    private static void requireRoom(byte[] output, int offset, int required)
            throws ShortBufferException {
        if (output.length - offset < required) {
            throw new ShortBufferException(
                    "the output has room for %s bytes, %s are needed"
                            .formatted(output.length - offset, required));
        }
    }

    /** Moves the bytes to the output. */
    private static int put(byte[] bytes, byte[] output, int offset) {
        System.arraycopy(bytes, 0, output, offset, bytes.length);
        Arrays.fill(bytes, (byte) 0);
        return bytes.length;
    }

    private void forget() {
        Arrays.fill(pending, (byte) 0);
        pending = new byte[0];
    }

    @Override
    public void release() {
        forget();
        blocks.release();
    }

    @Override
    public void abandon() {
        forget();
        blocks.abandon();
    }

    @Override
    public CipherOperation renewed() {
        return owner.cipher(CipherMechanism.AES_CBC_ISO10126);
    }
}
