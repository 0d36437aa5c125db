package org.kmsjca.crypto.encoding;

import java.math.BigInteger;
import javax.crypto.BadPaddingException;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.encodings.OAEPEncoding;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.kmsjca.mechanism.DigestAlgorithm;

/**
 * Decodes an OAEP message that an RSA private key was applied to, RFC 8017 section 7.1.2 step 3.
 */
public final class RsaOaepEncoding {
    private RsaOaepEncoding() {}

    /**
     * The message in an encoded block, found in constant time.
     *
     * @param block at the modulus's length
     * @throws BadPaddingException when there is none
     */
    public static byte[] decode(
            byte[] block, DigestAlgorithm digest, DigestAlgorithm maskDigest, byte[] label)
            throws BadPaddingException {
        // As Bouncy Castle's RSA gives it: without the leading byte, which is 0.
        int bits = (block.length - 1) * Byte.SIZE;
        var encoding =
                new OAEPEncoding(
                        new IdentityCipher(bits),
                        BouncyDigests.of(digest),
                        BouncyDigests.of(maskDigest),
                        label);
        // Not used, but wanted; true: Bouncy Castle is not to look for factors.
        encoding.init(
                false,
                new RSAKeyParameters(
                        true, BigInteger.ONE.shiftLeft(bits - 1).setBit(0), BigInteger.ONE, true));
        try {
            byte[] message = encoding.processBlock(block, 1, block.length - 1);
            if (block[0] != 0) {
                throw new BadPaddingException("the block is no OAEP encoding");
            }
            return message;
        } catch (InvalidCipherTextException e) {
            throw new BadPaddingException("the block is no OAEP encoding");
        }
    }
}
