package org.kmsjca.crypto.encoding;

import org.bouncycastle.crypto.AsymmetricBlockCipher;
import org.bouncycastle.crypto.CipherParameters;

/** Stands where Bouncy Castle would apply the private key: the module does that itself. */
record IdentityCipher(int modulusBits) implements AsymmetricBlockCipher {
    @Override
    public void init(boolean forEncryption, CipherParameters parameters) {
        // There is no key.
    }

    @Override
    public int getInputBlockSize() {
        return (modulusBits + 7) / 8;
    }

    @Override
    public int getOutputBlockSize() {
        return getInputBlockSize();
    }

    @Override
    public byte[] processBlock(byte[] input, int offset, int length) {
        byte[] block = new byte[getOutputBlockSize()];
        System.arraycopy(input, offset, block, block.length - length, length);
        return block;
    }
}
