package org.kmsjca.conformance.hsm;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** The warnings that a logger and those below it get until this is closed. */
final class Warnings extends Handler implements AutoCloseable {
    private final Logger logger;
    private final List<String> all = new CopyOnWriteArrayList<>();

    Warnings(String name) {
        logger = Logger.getLogger(name);
        logger.addHandler(this);
    }

    List<String> all() {
        return all;
    }

    @Override
    public void publish(LogRecord line) {
        if (line.getLevel().equals(Level.WARNING)) {
            all.add(new SimpleFormatter().formatMessage(line));
        }
    }

    @Override
    public void flush() {
        // It keeps all.
    }

    @Override
    public void close() {
        logger.removeHandler(this);
    }
}
