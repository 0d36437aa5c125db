package org.kmsjca.protection.hsm;

import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import java.util.Arrays;
import org.bouncycastle.crypto.BlockCipher;
import org.bouncycastle.crypto.CipherParameters;

/**
 * A token's block cipher for an encoding of Bouncy Castle's, which needs one block at a time. The
 * failure of a call comes as {@link Failed}.
 */
final class TokenBlockCipher implements BlockCipher {
    private final TokenSession session;
    private final long mechanism;
    private final long key;
    private boolean active;
    private boolean encrypting;

    TokenBlockCipher(TokenSession session, long mechanism, long key) {
        this.session = session;
        this.mechanism = mechanism;
        this.key = key;
    }

    /** Carries a failed call through classes that know nothing of it. */
    static final class Failed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient PKCS11Exception failure;

        Failed(PKCS11Exception failure) {
            super(failure);
            this.failure = failure;
        }

        PKCS11Exception failure() {
            return failure;
        }
    }

    @Override
    public void init(boolean forEncryption, CipherParameters parameters) {
        try {
            end();
            var ecb = TokenSession.mechanism(mechanism, null);
            if (forEncryption) {
                session.encryptInit(ecb, key);
            } else {
                session.decryptInit(ecb, key);
            }
            active = true;
            encrypting = forEncryption;
        } catch (PKCS11Exception e) {
            throw new Failed(e);
        }
    }

    /** Ends the token's operation, so that the session can be used again. */
    void end() throws PKCS11Exception {
        if (active) {
            active = false;
            try {
                byte[] rest = encrypting ? session.encryptFinal() : session.decryptFinal();
                Arrays.fill(rest, (byte) 0);
            } catch (PKCS11Exception e) {
                if (!Ckr.isNothingToCome(e.getErrorCode())) {
                    throw e;
                }
            }
        }
    }

    @Override
    public int processBlock(byte[] input, int offset, byte[] output, int outputOffset) {
        byte[] block = Arrays.copyOfRange(input, offset, offset + HsmCipher.BLOCK);
        try {
            byte[] result =
                    session.exactly(
                            HsmCipher.BLOCK,
                            encrypting
                                    ? session.encryptUpdate(block)
                                    : session.decryptUpdate(block));
            System.arraycopy(result, 0, output, outputOffset, result.length);
            Arrays.fill(result, (byte) 0);
            return HsmCipher.BLOCK;
        } catch (PKCS11Exception e) {
            throw new Failed(e);
        } finally {
            Arrays.fill(block, (byte) 0);
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
