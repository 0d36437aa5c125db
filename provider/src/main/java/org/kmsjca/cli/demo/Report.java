package org.kmsjca.cli.demo;

/** Tells what the demo does while it does it. */
public interface Report {
    /** Begins a step. */
    void step(String title);

    /** A call of the step, in Java, and what came of it. */
    void call(String java, String outcome);

    /** Something that the reader may do afterwards. */
    void note(String text);
}
