package org.kmsjca.protection.hsm;

import org.kmsjca.text.Loggers;
import org.xipki.pkcs11.wrapper.Logger;
import org.xipki.pkcs11.wrapper.StaticLogger;

/**
 * Takes what the wrapper says, which it would print to standard output. Its debug lines show
 * handles and templates, so they are never asked for.
 */
final class WrapperLog implements Logger {
    private WrapperLog() {}

    /** To be called before any other class of the wrapper is touched. */
    static void install() {
        StaticLogger.setLogger(new WrapperLog());
    }

    private static void log(System.Logger.Level level, String format, Object... arguments) {
        StringBuilder text = new StringBuilder("PKCS#11 wrapper: ").append(format);
        for (Object argument : arguments) {
            text.append(' ').append(argument);
        }
        Loggers.hsm().log(level, text.toString());
    }

    @Override
    public void info(String format, Object... arguments) {
        // The wrapper's licence and version, each session that it opens.
    }

    @Override
    public void warn(String format, Object... arguments) {
        log(System.Logger.Level.WARNING, format, arguments);
    }

    @Override
    public void error(String format, Object... arguments) {
        log(System.Logger.Level.WARNING, format, arguments);
    }

    @Override
    public void debug(String format, Object... arguments) {
        // Never enabled.
    }

    @Override
    public void trace(String format, Object... arguments) {
        // Never enabled.
    }

    @Override
    public boolean isDebugEnabled() {
        return false;
    }

    @Override
    public boolean isInfoEnabled() {
        return false;
    }

    @Override
    public boolean isWarnEnabled() {
        return true;
    }

    @Override
    public boolean isTraceEnabled() {
        return false;
    }
}
