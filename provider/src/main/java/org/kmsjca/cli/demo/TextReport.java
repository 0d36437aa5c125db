package org.kmsjca.cli.demo;

import java.util.function.Consumer;
import org.kmsjca.text.Printable;

/** The demo for people, line by line. */
public final class TextReport implements Report {
    private final Consumer<String> output;
    private int steps;
    private int notes;

    /** A report whose lines go to the printer. */
    public TextReport(Consumer<String> output) {
        this.output = output;
    }

    @Override
    public void step(String title) {
        if (steps > 0) {
            output.accept("");
        }
        steps++;
        output.accept(steps + ". " + Printable.of(title));
    }

    @Override
    public void call(String java, String outcome) {
        java.lines().forEach(line -> output.accept("     " + Printable.of(line)));
        outcome.lines().forEach(line -> output.accept("   -> " + Printable.of(line)));
    }

    @Override
    public void note(String text) {
        if (notes == 0) {
            output.accept("");
        }
        notes++;
        output.accept(Printable.of(text));
    }
}
