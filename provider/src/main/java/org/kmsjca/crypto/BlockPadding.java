package org.kmsjca.crypto;

import java.util.Arrays;
import javax.crypto.BadPaddingException;

/**
 * Fills messages up to whole blocks of 16 bytes, and takes that off again. The last byte tells how
 * many were added.
 */
public enum BlockPadding {
    /** Every byte is the count: RFC 5652, section 6.3. */
    PKCS7,
    /** The others are random, from the system's generator: XML Encryption 1.1, section 5.2. */
    ISO10126;

    private static final int BLOCK = 16;

    /** What is to be added to a message of that length: 1 to 16 bytes. */
    public byte[] after(int length) {
        int count = BLOCK - length % BLOCK;
        byte[] padding = this == ISO10126 ? SystemRandom.bytes(count) : new byte[count];
        if (this == PKCS7) {
            Arrays.fill(padding, (byte) count);
        }
        padding[count - 1] = (byte) count;
        return padding;
    }

    /**
     * The message without its padding, which is looked at in the same time whatever it is.
     *
     * @param blocks one block at least; wiped
     * @throws BadPaddingException when no message is padded like this
     */
    public byte[] takeOff(byte[] blocks) throws BadPaddingException {
        int count = blocks[blocks.length - 1] & 0xFF;
        int wrong = count == 0 || count > BLOCK ? 1 : 0;
        for (int i = 1; i <= BLOCK; i++) {
            int differs = (blocks[blocks.length - i] & 0xFF) ^ count;
            wrong |= i <= count && this == PKCS7 ? differs : 0;
        }
        try {
            if (wrong != 0) {
                throw new BadPaddingException("the padding is not right");
            }
            return Arrays.copyOf(blocks, blocks.length - count);
        } finally {
            Arrays.fill(blocks, (byte) 0);
        }
    }
}
