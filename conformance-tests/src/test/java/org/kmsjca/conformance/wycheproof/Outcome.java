package org.kmsjca.conformance.wycheproof;

import java.util.HexFormat;

/**
 * What came of a test.
 *
 * @param text what was refused or wrong, for people
 */
record Outcome(Type type, String text) {
    /** The kinds of outcome. */
    enum Type {
        /** It worked and gave what the file says. */
        ACCEPTED,
        /** It was refused in the way that the JCA names. */
        REFUSED,
        /** It gave something else, or was refused in another way. */
        WRONG,
        /** The JCA has no way to say it. */
        INEXPRESSIBLE
    }

    static Outcome accepted() {
        return new Outcome(Type.ACCEPTED, "");
    }

    static Outcome refused(String how) {
        return new Outcome(Type.REFUSED, how);
    }

    static Outcome wrong(String what) {
        return new Outcome(Type.WRONG, what);
    }

    static Outcome inexpressible(String why) {
        return new Outcome(Type.INEXPRESSIBLE, why);
    }

    /** Accepted when it is the expected result. */
    static Outcome of(byte[] result, byte[] expected) {
        String hex = HexFormat.of().formatHex(result);
        return hex.equals(HexFormat.of().formatHex(expected))
                ? accepted()
                : wrong("the result is " + hex);
    }
}
