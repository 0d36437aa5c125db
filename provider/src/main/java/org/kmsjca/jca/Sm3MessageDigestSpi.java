package org.kmsjca.jca;

import java.security.MessageDigestSpi;
import org.bouncycastle.crypto.digests.SM3Digest;

/** SM3 of GB/T 32905, which the JDK lacks: 32 bytes. */
final class Sm3MessageDigestSpi extends MessageDigestSpi implements Cloneable {
    private SM3Digest digest = new SM3Digest();

    @Override
    protected int engineGetDigestLength() {
        return digest.getDigestSize();
    }

    @Override
    protected void engineUpdate(byte input) {
        digest.update(input);
    }

    @Override
    protected void engineUpdate(byte[] input, int offset, int length) {
        digest.update(input, offset, length);
    }

    @Override
    protected byte[] engineDigest() {
        byte[] value = new byte[digest.getDigestSize()];
        digest.doFinal(value, 0);
        return value;
    }

    @Override
    protected void engineReset() {
        digest.reset();
    }

    @Override
    public Object clone() throws CloneNotSupportedException {
        Sm3MessageDigestSpi copy = (Sm3MessageDigestSpi) super.clone();
        copy.digest = new SM3Digest(digest);
        return copy;
    }
}
