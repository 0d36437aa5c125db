package org.kmsjca.protection.hsm;

import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import javax.crypto.spec.IvParameterSpec;
import org.bouncycastle.util.BigIntegers;
import org.jspecify.annotations.Nullable;
import org.kmsjca.mechanism.CipherMechanism;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/** CTR with a counter of 128 bits. Each part is a whole operation of the token. */
final class CtrCipher extends HsmCipher {
    private static final BigInteger COUNTERS = BigInteger.ONE.shiftLeft(Byte.SIZE * BLOCK);

    private long code;
    private boolean encrypting;
    private BigInteger counter = BigInteger.ZERO;

    /** The bytes of the counter's block that were used. */
    private int used;

    CtrCipher(HsmSecretKey key, CipherMechanism mechanism) {
        super(key, mechanism);
    }

    @Override
    void start(long newCode, boolean forEncryption, @Nullable AlgorithmParameterSpec parameters) {
        code = newCode;
        encrypting = forEncryption;
        byte[] iv = parameters instanceof IvParameterSpec spec ? spec.getIV() : new byte[BLOCK];
        counter = new BigInteger(1, iv);
        used = 0;
    }

    @Override
    int updateSize(int length) {
        return length;
    }

    @Override
    public int outputSize(int length) {
        return length;
    }

    @Override
    byte[] process(byte[] input, int offset, int length) {
        if (length == 0) {
            return new byte[0];
        }
        byte[] whole = new byte[used + length];
        System.arraycopy(input, offset, whole, used, length);
        BigInteger first = counter;
        byte[] output = new byte[whole.length];
        key().token()
                .with(
                        session -> {
                            crypt(session, first, whole, output);
                            return true;
                        });
        counter = first.add(BigInteger.valueOf(whole.length / BLOCK)).mod(COUNTERS);
        int before = used;
        used = whole.length % BLOCK;
        return Arrays.copyOfRange(output, before, output.length);
    }

    private void crypt(TokenSession session, BigInteger first, byte[] whole, byte[] output)
            throws PKCS11Exception {
        long handle = key().object().handle(session);
        int length;
        for (int done = 0; done < whole.length; done += length) {
            BigInteger next = first.add(BigInteger.valueOf(done / BLOCK)).mod(COUNTERS);
            length = Math.min(whole.length - done, untilItWraps(next));
            byte[] part = Arrays.copyOfRange(whole, done, done + length);
            byte[] block = BigIntegers.asUnsignedByteArray(BLOCK, next);
            byte[] result;
            if (code == PKCS11Constants.CKM_AES_ECB) {
                result = BlockModes.ctr(session, handle, block, part);
            } else {
                var mechanism = TokenSession.mechanism(code, parameters(block));
                result =
                        encrypting
                                ? session.encrypt(mechanism, handle, part, part.length)
                                : session.decrypt(mechanism, handle, part, part.length);
            }
            System.arraycopy(result, 0, output, done, result.length);
        }
    }

    /** A part's length at most: there are tokens that refuse to go on from the last counter. */
    private static int untilItWraps(BigInteger counter) {
        return COUNTERS.subtract(counter)
                .min(BigInteger.valueOf(PART / BLOCK))
                .multiply(BigInteger.valueOf(BLOCK))
                .intValue();
    }

    /** CK_AES_CTR_PARAMS, for which the wrapper has no class. */
    static byte[] parameters(byte[] block) {
        return ByteBuffer.allocate(Long.BYTES + BLOCK)
                .order(ByteOrder.nativeOrder())
                .putLong(Byte.SIZE * BLOCK)
                .put(block)
                .array();
    }

    @Override
    byte[] finish(byte[] input, int offset, int length) {
        return process(input, offset, length);
    }
}
