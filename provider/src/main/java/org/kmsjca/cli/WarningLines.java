package org.kmsjca.cli;

import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;

/** Prints the provider's warnings as lines of this program, in place of the JDK's log format. */
final class WarningLines extends Handler {
    private final Output output;
    private final Formatter formatter = new SimpleFormatter();
    // Held here because the JDK holds loggers weakly and a collected one forgets its handler.
    private final Logger ours = Logger.getLogger("org.kmsjca");
    private final boolean inherited = ours.getUseParentHandlers();
    private final Logger sqlite = Logger.getLogger("org.sqlite");
    private final @Nullable Level sqliteLevel = sqlite.getLevel();

    private WarningLines(Output output) {
        this.output = output;
    }

    static WarningLines install(Output output) {
        WarningLines handler = new WarningLines(output);
        handler.setLevel(Level.WARNING);
        handler.ours.setUseParentHandlers(false);
        handler.ours.addHandler(handler);
        // Its driver logs stack traces when two processes tidy up the temporary directory at once;
        // what matters it throws.
        handler.sqlite.setLevel(Level.OFF);
        return handler;
    }

    @Override
    public void publish(LogRecord logRecord) {
        if (isLoggable(logRecord)) {
            output.warn(formatter.formatMessage(logRecord));
        }
    }

    @Override
    public void flush() {}

    /** Puts the loggers back as they were. */
    @Override
    public void close() {
        ours.removeHandler(this);
        ours.setUseParentHandlers(inherited);
        sqlite.setLevel(sqliteLevel);
    }
}
