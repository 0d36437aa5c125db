package org.kmsjca.jca;

import java.nio.ByteBuffer;
import java.security.SignatureException;

/** A verification under way on one public key. */
interface SignatureVerification {
    void update(byte[] source, int offset, int length) throws SignatureException;

    void update(ByteBuffer source) throws SignatureException;

    /** Whether part of a message has been taken in. */
    boolean isUnderWay();

    /** Judges a signature of what was taken in; the input starts anew. */
    boolean verify(byte[] signature) throws SignatureException;
}
