package org.kmsjca.protection.hsm;

import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import java.util.Arrays;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.modes.CBCBlockCipher;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.crypto.modes.SICBlockCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.jspecify.annotations.Nullable;

/**
 * Modes of AES for tokens that list single blocks (CKM_AES_ECB) and not the mode: Bouncy Castle has
 * the mode, the token the key. What comes is what the mode's own mechanism would give.
 */
final class BlockModes {
    /** The key stays in the token: an empty one takes its place here. */
    private static final KeyParameter NOTHING = new KeyParameter(new byte[HsmCipher.BLOCK]);

    private BlockModes() {}

    /** Whole blocks of CBC. Encryption is a call of the token for each block. */
    static byte[] cbc(TokenSession session, long key, boolean encrypting, byte[] iv, byte[] blocks)
            throws PKCS11Exception {
        var ahead = new BlocksAhead(session, key);
        var mode = CBCBlockCipher.newInstance(ahead);
        byte[] output = new byte[blocks.length];
        try {
            mode.init(encrypting, new ParametersWithIV(NOTHING, iv));
            if (!encrypting) {
                ahead.foresee(blocks);
            }
            for (int done = 0; done < blocks.length; done += HsmCipher.BLOCK) {
                mode.processBlock(blocks, done, output, done);
            }
            return output;
        } catch (TokenBlockCipher.Failed e) {
            throw e.failure();
        } finally {
            ahead.wipe();
        }
    }

    /** CTR from a whole counter block on. */
    static byte[] ctr(TokenSession session, long key, byte[] counter, byte[] input)
            throws PKCS11Exception {
        var ahead = new BlocksAhead(session, key);
        var mode = SICBlockCipher.newInstance(ahead);
        byte[] output = new byte[input.length];
        try {
            mode.init(true, new ParametersWithIV(NOTHING, counter));
            mode.processBytes(input, 0, input.length, output, 0);
            return output;
        } catch (TokenBlockCipher.Failed e) {
            throw e.failure();
        } finally {
            ahead.wipe();
        }
    }

    /** A whole message of GCM, the tag behind the ciphertext; null where the tag is wrong. */
    static byte @Nullable [] gcm(
            TokenSession session,
            long key,
            boolean encrypting,
            AEADParameters parameters,
            byte[] input)
            throws PKCS11Exception {
        var ahead = new BlocksAhead(session, key);
        var mode = GCMBlockCipher.newInstance(ahead);
        byte[] output = new byte[0];
        boolean whole = false;
        try {
            mode.init(encrypting, parameters);
            output = new byte[mode.getOutputSize(input.length)];
            int length = mode.processBytes(input, 0, input.length, output, 0);
            mode.doFinal(output, length);
            whole = true;
            return output;
        } catch (InvalidCipherTextException e) {
            return null;
        } catch (TokenBlockCipher.Failed e) {
            throw e.failure();
        } finally {
            ahead.wipe();
            if (!whole) {
                Arrays.fill(output, (byte) 0);
            }
        }
    }

    /** GCM's parameters for Bouncy Castle. */
    static AEADParameters gcm(int tagLength, byte[] iv, byte[] aad) {
        return new AEADParameters(NOTHING, tagLength * Byte.SIZE, iv, aad);
    }
}
