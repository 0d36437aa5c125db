package org.kmsjca.conformance.consumers;

/**
 * How a process ended.
 *
 * @param printed what it wrote to both of its streams
 */
record Outcome(String command, int exitCode, String printed) {
    boolean succeeded() {
        return exitCode == 0;
    }
}
