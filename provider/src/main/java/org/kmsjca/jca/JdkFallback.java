package org.kmsjca.jca;

/**
 * Serves programs that never chose our generators, but were handed to them by the JDK when a
 * provider before ours refused some parameters.
 *
 * <p>keytool does so for each EC pair: it offers a NamedParameterSpec, which SunEC refuses, then,
 * to the same object, an ECGenParameterSpec. By then the JDK has gone on to the last provider, and
 * {@code keytool -genkeypair -keyalg EC -keystore some.p12} would get a key without encoding. So a
 * generator that the JDK made in this way asks the other providers again, before it makes a key.
 */
final class JdkFallback {
    private static final int DEPTH = 8;

    private JdkFallback() {}

    /** Whether a generator that is made now is the JDK's next choice, not the program's. */
    static boolean isUnderWay() {
        return StackWalker.getInstance()
                .walk(frames -> frames.limit(DEPTH).anyMatch(JdkFallback::isNextChoice));
    }

    private static boolean isNextChoice(StackWalker.StackFrame frame) {
        return frame.getMethodName().equals("nextSpi")
                && (frame.getClassName().startsWith("java.security.KeyPairGenerator")
                        || frame.getClassName().equals("javax.crypto.KeyGenerator"));
    }
}
