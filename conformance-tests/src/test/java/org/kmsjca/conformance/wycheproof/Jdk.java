package org.kmsjca.conformance.wycheproof;

/**
 * The Java version that lists know: 17 stands for those before 25, 25 for those that follow. They
 * were made with these two.
 */
final class Jdk {
    private static final int NEWEST = 25;
    private static final int OLDEST = 17;

    private Jdk() {}

    static int listed() {
        return Runtime.version().feature() < NEWEST ? OLDEST : NEWEST;
    }
}
