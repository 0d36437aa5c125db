package org.kmsjca.jca;

import java.nio.ByteBuffer;
import java.security.SignatureException;
import org.bouncycastle.crypto.Signer;

/** A verification by one of Bouncy Castle's lightweight signers, initialised with its key. */
final class BouncyVerification implements SignatureVerification {
    private final Signer signer;
    private boolean underWay;

    BouncyVerification(Signer signer) {
        this.signer = signer;
    }

    @Override
    public void update(byte[] source, int offset, int length) {
        underWay |= length > 0;
        signer.update(source, offset, length);
    }

    @Override
    public void update(ByteBuffer source) {
        byte[] copy = new byte[source.remaining()];
        source.get(copy);
        update(copy, 0, copy.length);
    }

    @Override
    public boolean isUnderWay() {
        return underWay;
    }

    @Override
    public boolean verify(byte[] signature) throws SignatureException {
        underWay = false;
        try {
            return signer.verifySignature(signature);
        } catch (RuntimeException e) {
            throw new SignatureException("the signature is not well-formed", e);
        } finally {
            signer.reset();
        }
    }
}
