package org.kmsjca.protection.hsm;

import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.spec.IvParameterSpec;
import org.bouncycastle.crypto.BlockCipher;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.Wrapper;
import org.bouncycastle.crypto.engines.RFC3394WrapEngine;
import org.bouncycastle.crypto.engines.RFC5649WrapEngine;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.jspecify.annotations.Nullable;
import org.kmsjca.mechanism.CipherMechanism;
import org.kmsjca.mechanism.CipherMechanism.Mode;

/**
 * KW and KWP of SP 800-38F around the token's single blocks. C_WrapKey would want CKA_WRAP on the
 * CMK, which lets it wrap other keys of the token out, and is not what ENCRYPT/DECRYPT means.
 */
final class KeyWrapCipher extends HsmCipher {
    private static final int HALF = 8;

    private final WipedBuffer collected = new WipedBuffer();
    private long code;
    private boolean encrypting;
    private byte[] iv = {};

    KeyWrapCipher(HsmSecretKey key, CipherMechanism mechanism) {
        super(key, mechanism);
    }

    @Override
    void start(long newCode, boolean forEncryption, @Nullable AlgorithmParameterSpec parameters) {
        code = newCode;
        encrypting = forEncryption;
        iv = parameters instanceof IvParameterSpec spec ? spec.getIV() : new byte[0];
        collected.wipe();
    }

    @Override
    public void abandon() {
        collected.wipe();
    }

    @Override
    int updateSize(int length) {
        return 0;
    }

    @Override
    byte[] process(byte[] input, int offset, int length) {
        collected.write(input, offset, length);
        return new byte[0];
    }

    @Override
    public int outputSize(int length) {
        int total = collected.size() + length;
        if (!encrypting) {
            return Math.max(0, total - HALF);
        }
        return isPadded() ? (total + HALF - 1) / HALF * HALF + HALF : total + HALF;
    }

    private boolean isPadded() {
        return mechanism().mode() == Mode.KWP;
    }

    @Override
    byte[] finish(byte[] input, int offset, int length) throws IllegalBlockSizeException {
        collected.write(input, offset, length);
        byte[] data = collected.take();
        try {
            if (encrypting && data.length == 0) {
                throw new IllegalBlockSizeException("there is no key to wrap");
            }
            if (encrypting && !isPadded() && (data.length % HALF != 0 || data.length < 2 * HALF)) {
                throw new IllegalBlockSizeException(
                        "KW wraps 16 bytes or more, in steps of 8, not " + data.length);
            }
            byte[][] result = {null};
            boolean whole =
                    key().token()
                            .with(
                                    session -> {
                                        result[0] = wrap(session, data);
                                        return result[0] != null;
                                    });
            byte[] done = result[0];
            if (!whole || done == null) {
                throw new IllegalBlockSizeException("the wrapped key does not unwrap");
            }
            return done;
        } finally {
            Arrays.fill(data, (byte) 0);
        }
    }

    /** Null where the integrity check fails. */
    private byte @Nullable [] wrap(TokenSession session, byte[] data) throws PKCS11Exception {
        var blocks = new TokenBlockCipher(session, code, key().object().handle(session));
        Wrapper wrapper = wrapper(blocks);
        try {
            // The key stays in the token: an empty one takes its place here.
            var nothing = new KeyParameter(new byte[BLOCK]);
            wrapper.init(encrypting, iv.length == 0 ? nothing : new ParametersWithIV(nothing, iv));
            byte[] result =
                    encrypting
                            ? wrapper.wrap(data, 0, data.length)
                            : wrapper.unwrap(data, 0, data.length);
            blocks.end();
            return result;
        } catch (InvalidCipherTextException e) {
            blocks.end();
            return null;
        } catch (TokenBlockCipher.Failed e) {
            throw e.failure();
        }
    }

    private Wrapper wrapper(BlockCipher blocks) {
        return isPadded() ? new RFC5649WrapEngine(blocks) : new RFC3394WrapEngine(blocks);
    }
}
