package org.kmsjca.cli;

import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Prints the provider's warnings as lines of this program, in place of the JDK's log format. */
final class WarningLines extends Handler {
    private final Output output;
    private final Formatter formatter = new SimpleFormatter();
    // Held here because the JDK holds loggers weakly and a collected one forgets its handler.
    private final Logger logger = Logger.getLogger("org.kmsjca");
    private final boolean inherited = logger.getUseParentHandlers();

    private WarningLines(Output output) {
        this.output = output;
    }

    static WarningLines install(Output output) {
        WarningLines handler = new WarningLines(output);
        handler.setLevel(Level.WARNING);
        handler.logger.setUseParentHandlers(false);
        handler.logger.addHandler(handler);
        return handler;
    }

    @Override
    public void publish(LogRecord logRecord) {
        if (isLoggable(logRecord)) {
            output.remark("warning: " + formatter.formatMessage(logRecord));
        }
    }

    @Override
    public void flush() {}

    /** Puts the logger back as it was. */
    @Override
    public void close() {
        logger.removeHandler(this);
        logger.setUseParentHandlers(inherited);
    }
}
