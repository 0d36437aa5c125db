package org.kmsjca.conformance.jca;

import java.security.SecureRandom;
import java.util.Arrays;

/** A program's generator that gives the same bytes for ever and counts how often it was asked. */
final class CallersRandom extends SecureRandom {
    private static final long serialVersionUID = 1L;

    private int calls;

    @Override
    public void nextBytes(byte[] bytes) {
        calls++;
        Arrays.fill(bytes, (byte) 0x55);
    }

    @Override
    public byte[] generateSeed(int length) {
        byte[] seed = new byte[length];
        nextBytes(seed);
        return seed;
    }

    int calls() {
        return calls;
    }
}
