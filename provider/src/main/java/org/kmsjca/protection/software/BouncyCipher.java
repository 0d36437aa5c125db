package org.kmsjca.protection.software;

import java.io.ByteArrayOutputStream;
import java.security.InvalidAlgorithmParameterException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import java.util.function.Supplier;
import javax.crypto.AEADBadTagException;
import javax.crypto.BadPaddingException;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import org.bouncycastle.crypto.BlockCipher;
import org.bouncycastle.crypto.BufferedBlockCipher;
import org.bouncycastle.crypto.DataLengthException;
import org.bouncycastle.crypto.DefaultBufferedBlockCipher;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.SM4Engine;
import org.bouncycastle.crypto.modes.CBCBlockCipher;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.crypto.modes.GCMModeCipher;
import org.bouncycastle.crypto.modes.SICBlockCipher;
import org.bouncycastle.crypto.paddings.PaddedBufferedBlockCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.jspecify.annotations.Nullable;
import org.kmsjca.mechanism.CipherDirection;
import org.kmsjca.mechanism.CipherMechanism;
import org.kmsjca.mechanism.CipherMechanism.Mode;
import org.kmsjca.mechanism.CipherOperation;
import org.kmsjca.mechanism.InitializationIds;

/**
 * A cipher operation on Bouncy Castle's lightweight SM4. GCM decryption holds its input back until
 * the tag was checked, since Bouncy Castle would give the plaintext before.
 */
final class BouncyCipher implements CipherOperation {
    private static final int BLOCK = 16;

    private final CipherMechanism mechanism;
    private final Supplier<byte[]> clearKey;
    private final long initializationId = InitializationIds.next();
    private final ByteArrayOutputStream heldBack = new ByteArrayOutputStream();
    private @Nullable GCMModeCipher gcm;
    private @Nullable BufferedBlockCipher block;
    private boolean decrypting;

    /** The last two blocks of the IV and the ciphertext so far, kept where padding is taken off. */
    private byte[] tail = {};

    /**
     * @param clearKey gives the key in a fresh array, which is wiped here
     */
    BouncyCipher(CipherMechanism mechanism, Supplier<byte[]> clearKey) {
        this.mechanism = mechanism;
        this.clearKey = clearKey;
    }

    @Override
    public long initializationId() {
        return initializationId;
    }

    @Override
    public void init(CipherDirection direction, @Nullable AlgorithmParameterSpec parameters)
            throws InvalidAlgorithmParameterException {
        decrypting = direction == CipherDirection.DECRYPT;
        heldBack.reset();
        byte[] key = clearKey.get();
        try {
            start(new KeyParameter(key), parameters);
        } catch (IllegalArgumentException e) {
            throw new InvalidAlgorithmParameterException(e.getMessage(), e);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private void start(KeyParameter key, @Nullable AlgorithmParameterSpec parameters) {
        if (parameters instanceof GCMParameterSpec spec) {
            gcm = GCMBlockCipher.newInstance(new SM4Engine());
            gcm.init(!decrypting, new AEADParameters(key, spec.getTLen(), spec.getIV()));
        } else if (parameters instanceof IvParameterSpec spec) {
            block = blockCipher();
            block.init(!decrypting, new ParametersWithIV(key, spec.getIV()));
            tail = spec.getIV();
        }
    }

    private BufferedBlockCipher blockCipher() {
        BlockCipher sm4 = new SM4Engine();
        return switch (mechanism.mode()) {
            case CTR -> new DefaultBufferedBlockCipher(SICBlockCipher.newInstance(sm4));
            case CBC_PADDED -> new PaddedBufferedBlockCipher(CBCBlockCipher.newInstance(sm4));
            default -> new DefaultBufferedBlockCipher(CBCBlockCipher.newInstance(sm4));
        };
    }

    private boolean takesPaddingOff() {
        return decrypting && mechanism.mode() == Mode.CBC_PADDED;
    }

    private boolean holdsBack() {
        return gcm != null && decrypting;
    }

    @Override
    public void updateAad(byte[] input, int offset, int length) {
        if (gcm != null) {
            gcm.processAADBytes(input, offset, length);
        }
    }

    @Override
    public int outputSize(int inputLength) {
        if (gcm != null) {
            return gcm.getOutputSize(heldBack.size() + inputLength);
        }
        return block == null ? 0 : block.getOutputSize(inputLength);
    }

    @Override
    public byte @Nullable [] update(byte[] input, int offset, int length) {
        if (holdsBack()) {
            heldBack.write(input, offset, length);
            return null;
        }
        byte[] output = new byte[updateSize(length)];
        int written = process(input, offset, length, output);
        if (takesPaddingOff()) {
            tail = tailWith(input, offset, length);
        }
        return written == 0 ? null : Arrays.copyOf(output, written);
    }

    @Override
    public int update(byte[] input, int offset, int length, byte[] output, int outputOffset)
            throws ShortBufferException {
        if (!holdsBack()) {
            requireRoom(output, outputOffset, updateSize(length));
        }
        byte[] ready = update(input, offset, length);
        if (ready == null) {
            return 0;
        }
        System.arraycopy(ready, 0, output, outputOffset, ready.length);
        return ready.length;
    }

    private int updateSize(int length) {
        if (gcm != null) {
            return gcm.getUpdateOutputSize(length);
        }
        return block == null ? 0 : block.getUpdateOutputSize(length);
    }

    private int process(byte[] input, int offset, int length, byte[] output) {
        if (gcm != null) {
            return gcm.processBytes(input, offset, length, output, 0);
        }
        return block == null ? 0 : block.processBytes(input, offset, length, output, 0);
    }

    @Override
    public byte[] doFinal(byte[] input, int offset, int length)
            throws IllegalBlockSizeException, BadPaddingException {
        if (takesPaddingOff() && outputSize(length) == 0) {
            return new byte[0]; // as the JDK: nothing decrypts to nothing
        }
        byte[] source = input;
        int from = offset;
        int count = length;
        if (holdsBack()) {
            heldBack.write(input, offset, length);
            source = heldBack.toByteArray();
            from = 0;
            count = source.length;
            heldBack.reset();
        }
        byte[] output = new byte[outputSize(count)];
        try {
            int written = process(source, from, count, output);
            written += finish(output, written);
            return written == output.length ? output : Arrays.copyOf(output, written);
        } catch (InvalidCipherTextException e) {
            Arrays.fill(output, (byte) 0);
            if (mechanism.mode() == Mode.GCM) {
                throw new AEADBadTagException("the tag does not match");
            }
            throw new BadPaddingException("the padding is not right");
        } catch (DataLengthException e) {
            throw new IllegalBlockSizeException("the input is not a multiple of 16 bytes");
        }
    }

    private int finish(byte[] output, int written) throws InvalidCipherTextException {
        if (gcm != null) {
            return gcm.doFinal(output, written);
        }
        return block == null ? 0 : block.doFinal(output, written);
    }

    @Override
    public int doFinal(byte[] input, int offset, int length, byte[] output, int outputOffset)
            throws ShortBufferException, IllegalBlockSizeException, BadPaddingException {
        int announced = outputSize(length);
        if (output.length - outputOffset < announced) {
            // Before anything is consumed: the same call with more room must work.
            requireRoom(output, outputOffset, announced - padding(input, offset, length));
        }
        try {
            byte[] result = doFinal(input, offset, length);
            System.arraycopy(result, 0, output, outputOffset, result.length);
            return result.length;
        } catch (AEADBadTagException e) {
            Arrays.fill(output, outputOffset, outputOffset + announced, (byte) 0);
            throw e;
        }
    }

    /** Gives the bytes of padding of a ciphertext that ends so; 0 where none is taken off. */
    private int padding(byte[] input, int offset, int length) {
        byte[] end = tailWith(input, offset, length);
        if (!takesPaddingOff() || end.length < 2 * BLOCK) {
            return 0;
        }
        byte[] key = clearKey.get();
        byte[] last = new byte[BLOCK];
        var sm4 = new SM4Engine();
        sm4.init(false, new KeyParameter(key));
        Arrays.fill(key, (byte) 0);
        sm4.processBlock(end, BLOCK, last, 0);
        return Math.min(BLOCK, (last[BLOCK - 1] ^ end[BLOCK - 1]) & 0xFF);
    }

    private byte[] tailWith(byte[] input, int offset, int length) {
        int added = Math.min(length, 2 * BLOCK);
        byte[] longer = Arrays.copyOf(tail, tail.length + added);
        System.arraycopy(input, offset + length - added, longer, tail.length, added);
        return Arrays.copyOfRange(longer, Math.max(0, longer.length - 2 * BLOCK), longer.length);
    }

    private static void requireRoom(byte[] output, int offset, int required)
            throws ShortBufferException {
        if (output.length - offset < required) {
            throw new ShortBufferException(
                    "the output has room for %s bytes, %s are needed"
                            .formatted(output.length - offset, required));
        }
    }

    @Override
    public void release() {
        // A new one is as fast: SM4's key schedule is short.
    }

    @Override
    public void abandon() {
        heldBack.reset();
        Arrays.fill(tail, (byte) 0);
        if (gcm != null) {
            gcm.reset();
        }
        if (block != null) {
            block.reset();
        }
    }

    @Override
    public CipherOperation renewed() {
        return new BouncyCipher(mechanism, clearKey);
    }
}
