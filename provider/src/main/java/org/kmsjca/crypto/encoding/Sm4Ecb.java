package org.kmsjca.crypto.encoding;

import java.util.Arrays;
import javax.crypto.BadPaddingException;
import org.bouncycastle.crypto.BufferedBlockCipher;
import org.bouncycastle.crypto.DefaultBufferedBlockCipher;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.SM4Engine;
import org.bouncycastle.crypto.paddings.PaddedBufferedBlockCipher;
import org.bouncycastle.crypto.params.KeyParameter;

/** SM4 in ECB, in which a private key comes to ImportKeyMaterial; nothing else is encrypted so. */
public final class Sm4Ecb {
    /** Length of a key and of a block, in bytes. */
    public static final int BLOCK = 16;

    private Sm4Ecb() {}

    /** Decrypts whole blocks without padding. */
    public static byte[] decrypt(byte[] key, byte[] blocks) throws BadPaddingException {
        return decrypt(key, blocks, new DefaultBufferedBlockCipher(new SM4Engine()));
    }

    /**
     * Decrypts whole blocks with the padding of PKCS#7, RFC 5652 section 6.3.
     *
     * @throws BadPaddingException when the last block does not end in it
     */
    public static byte[] decryptPadded(byte[] key, byte[] blocks) throws BadPaddingException {
        return decrypt(key, blocks, new PaddedBufferedBlockCipher(new SM4Engine()));
    }

    private static byte[] decrypt(byte[] key, byte[] blocks, BufferedBlockCipher cipher)
            throws BadPaddingException {
        cipher.init(false, new KeyParameter(key));
        byte[] clear = new byte[cipher.getOutputSize(blocks.length)];
        try {
            int length = cipher.processBytes(blocks, 0, blocks.length, clear, 0);
            length += cipher.doFinal(clear, length);
            return Arrays.copyOf(clear, length);
        } catch (InvalidCipherTextException e) {
            throw new BadPaddingException("it does not decrypt under the SM4 key");
        } finally {
            Arrays.fill(clear, (byte) 0);
        }
    }
}
