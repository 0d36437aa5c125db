package org.kmsjca.protection.hsm;

import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import javax.crypto.BadPaddingException;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.IvParameterSpec;
import org.jspecify.annotations.Nullable;
import org.kmsjca.crypto.BlockPadding;
import org.kmsjca.mechanism.CipherMechanism;
import org.kmsjca.mechanism.CipherMechanism.Mode;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/**
 * CBC. Each part is a whole operation of the token, begun with the last block of the one before, so
 * that no session is held in between. Padding is put on and checked here: there are tokens that
 * take any, and few that have ISO 10126's.
 */
final class CbcCipher extends HsmCipher {
    private final boolean padded;
    private final BlockPadding padding;
    private long code;
    private boolean encrypting;
    private byte[] chain = new byte[BLOCK];
    private byte[] pending = {};

    CbcCipher(HsmSecretKey key, CipherMechanism mechanism) {
        super(key, mechanism);
        this.padded = mechanism.mode().isPaddedCbc();
        this.padding =
                mechanism.mode() == Mode.CBC_ISO10126 ? BlockPadding.ISO10126 : BlockPadding.PKCS7;
    }

    @Override
    void start(long newCode, boolean forEncryption, @Nullable AlgorithmParameterSpec parameters) {
        code = newCode;
        encrypting = forEncryption;
        chain = parameters instanceof IvParameterSpec iv ? iv.getIV() : new byte[BLOCK];
        pending = new byte[0];
    }

    @Override
    public void abandon() {
        Arrays.fill(pending, (byte) 0);
    }

    /** Whole blocks; with padding to take off, the last one stays until the end is known. */
    @Override
    int updateSize(int length) {
        int total = pending.length + length;
        boolean keepLast = padded && !encrypting;
        return (keepLast ? Math.max(0, total - BLOCK) : total) / BLOCK * BLOCK; // as SunJCE
    }

    @Override
    public int outputSize(int length) {
        int total = pending.length + length;
        return padded && encrypting ? (total / BLOCK + 1) * BLOCK : total;
    }

    @Override
    byte[] process(byte[] input, int offset, int length) {
        int ready = updateSize(length);
        byte[] whole = join(input, offset, length);
        pending = Arrays.copyOfRange(whole, ready, whole.length);
        return ready == 0 ? new byte[0] : crypt(Arrays.copyOf(whole, ready));
    }

    private byte[] join(byte[] input, int offset, int length) {
        byte[] whole = Arrays.copyOf(pending, pending.length + length);
        System.arraycopy(input, offset, whole, pending.length, length);
        return whole;
    }

    private byte[] crypt(byte[] blocks) {
        byte[] output = new byte[blocks.length];
        byte[] first = chain;
        byte[] last = key().token().with(session -> crypt(session, first, blocks, output));
        chain = last;
        return output;
    }

    private byte[] crypt(TokenSession session, byte[] first, byte[] blocks, byte[] output)
            throws PKCS11Exception {
        long handle = key().object().handle(session);
        if (code == PKCS11Constants.CKM_AES_ECB) {
            byte[] whole = BlockModes.cbc(session, handle, encrypting, first, blocks);
            System.arraycopy(whole, 0, output, 0, whole.length);
            byte[] encrypted = encrypting ? whole : blocks;
            return Arrays.copyOfRange(encrypted, encrypted.length - BLOCK, encrypted.length);
        }
        byte[] iv = first;
        for (int done = 0; done < blocks.length; done += PART) {
            byte[] part = Arrays.copyOfRange(blocks, done, Math.min(blocks.length, done + PART));
            var mechanism = TokenSession.mechanism(code, iv);
            byte[] result =
                    encrypting
                            ? session.encrypt(mechanism, handle, part, part.length)
                            : session.decrypt(mechanism, handle, part, part.length);
            System.arraycopy(result, 0, output, done, result.length);
            byte[] ciphertext = encrypting ? result : part;
            iv = Arrays.copyOfRange(ciphertext, ciphertext.length - BLOCK, ciphertext.length);
        }
        return iv;
    }

    @Override
    byte[] finish(byte[] input, int offset, int length)
            throws IllegalBlockSizeException, BadPaddingException {
        byte[] whole = join(input, offset, length);
        if (padded && encrypting) {
            byte[] end = padding.after(whole.length);
            whole = Arrays.copyOf(whole, whole.length + end.length);
            System.arraycopy(end, 0, whole, whole.length - end.length, end.length);
        }
        if (whole.length % BLOCK != 0) {
            throw new IllegalBlockSizeException(
                    "the input is not a multiple of " + BLOCK + " bytes");
        }
        if (whole.length == 0) {
            return whole; // as the JDK: nothing decrypts to nothing
        }
        byte[] output = crypt(whole);
        pending = new byte[0];
        return padded && !encrypting ? padding.takeOff(output) : output;
    }

    /** Takes padding off, whose length only the plaintext tells; puts it back for want of room. */
    @Override
    public int doFinal(byte[] input, int offset, int length, byte[] output, int outputOffset)
            throws ShortBufferException, IllegalBlockSizeException, BadPaddingException {
        if (!padded || encrypting) {
            return super.doFinal(input, offset, length, output, outputOffset);
        }
        byte[] chainBefore = chain;
        byte[] pendingBefore = pending;
        byte[] rest = finish(input, offset, length);
        try {
            if (output.length - outputOffset < rest.length) {
                chain = chainBefore;
                pending = pendingBefore;
            }
            requireRoom(output, outputOffset, rest.length);
            System.arraycopy(rest, 0, output, outputOffset, rest.length);
            return rest.length;
        } finally {
            Arrays.fill(rest, (byte) 0);
        }
    }
}
