package org.kmsjca.jca;

import java.nio.ByteBuffer;
import java.security.SignatureException;
import org.kmsjca.crypto.verification.DigestVerifier;

/** A verification of the digest that the input gives. */
final class DigestVerification implements SignatureVerification {
    private final MessageInput input;
    private final DigestVerifier verifier;

    DigestVerification(MessageInput input, DigestVerifier verifier) {
        this.input = input;
        this.verifier = verifier;
    }

    /** Forgets the message. */
    void restart() {
        input.reset();
    }

    @Override
    public void update(byte[] source, int offset, int length) {
        input.update(source, offset, length);
    }

    @Override
    public void update(ByteBuffer source) {
        input.update(source);
    }

    @Override
    public boolean isUnderWay() {
        return !input.isEmpty();
    }

    @Override
    public boolean verify(byte[] signature) throws SignatureException {
        return verifier.verify(input.finish(), signature);
    }
}
