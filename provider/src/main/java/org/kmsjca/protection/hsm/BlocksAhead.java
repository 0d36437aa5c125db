package org.kmsjca.protection.hsm;

import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import java.util.Arrays;
import org.bouncycastle.crypto.BlockCipher;
import org.bouncycastle.crypto.CipherParameters;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/**
 * A token's single blocks for a mode of Bouncy Castle's, which wants one at a time and mostly the
 * next counter: blocks that are likely to follow are asked for in the same call. The failure of a
 * call comes as {@link TokenBlockCipher.Failed}.
 */
final class BlocksAhead implements BlockCipher {
    private static final int MOST_AHEAD = HsmCipher.PART;

    private final TokenSession session;
    private final long key;
    private boolean encrypting;

    /** What was asked for, and what came; both from the next block on. */
    private byte[] inputs = {};

    private byte[] outputs = {};
    private int next;
    private int ahead = HsmCipher.BLOCK;

    BlocksAhead(TokenSession session, long key) {
        this.session = session;
        this.key = key;
    }

    @Override
    public void init(boolean forEncryption, CipherParameters parameters) {
        encrypting = forEncryption;
        wipe();
    }

    void wipe() {
        Arrays.fill(outputs, (byte) 0);
        inputs = new byte[0];
        outputs = new byte[0];
        next = 0;
    }

    /** Asks for these blocks at once, in whose order they will be wanted. */
    void foresee(byte[] blocks) {
        wipe();
        inputs = blocks.clone();
        outputs = crypt(inputs);
    }

    @Override
    public int processBlock(byte[] input, int offset, byte[] output, int outputOffset) {
        int block = HsmCipher.BLOCK;
        if (!isForeseen(input, offset)) {
            boolean counting = next > 0 && next == inputs.length;
            ahead = counting ? Math.min(MOST_AHEAD, 2 * ahead) : block;
            byte[] asked = counters(Arrays.copyOfRange(input, offset, offset + block), ahead);
            wipe();
            inputs = asked;
            outputs = crypt(asked);
        }
        System.arraycopy(outputs, next, output, outputOffset, block);
        next += block;
        return block;
    }

    private boolean isForeseen(byte[] input, int offset) {
        int block = HsmCipher.BLOCK;
        return next + block <= inputs.length
                && Arrays.equals(inputs, next, next + block, input, offset, offset + block);
    }

    /** The block and those that follow when its last four bytes count, as in GCM and CTR. */
    private static byte[] counters(byte[] first, int length) {
        byte[] all = new byte[length];
        byte[] counter = first;
        for (int done = 0; done < length; done += counter.length) {
            System.arraycopy(counter, 0, all, done, counter.length);
            for (int i = counter.length - 1; i >= counter.length - 4; i--) {
                counter[i]++;
                if (counter[i] != 0) {
                    break;
                }
            }
        }
        return all;
    }

    private byte[] crypt(byte[] blocks) {
        try {
            var ecb = TokenSession.mechanism(PKCS11Constants.CKM_AES_ECB, null);
            return encrypting
                    ? session.encrypt(ecb, key, blocks, blocks.length)
                    : session.decrypt(ecb, key, blocks, blocks.length);
        } catch (PKCS11Exception e) {
            throw new TokenBlockCipher.Failed(e);
        }
    }

    @Override
    public String getAlgorithmName() {
        return "AES";
    }

    @Override
    public int getBlockSize() {
        return HsmCipher.BLOCK;
    }

    @Override
    public void reset() {
        // Block after block, nothing carries over.
    }
}
