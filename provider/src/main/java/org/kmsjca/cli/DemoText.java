package org.kmsjca.cli;

import org.kmsjca.text.Printable;

/** The demo for people, line by line. */
final class DemoText implements DemoReport {
    private final Output output;
    private int steps;
    private int notes;

    DemoText(Output output) {
        this.output = output;
    }

    @Override
    public void step(String title) {
        if (steps > 0) {
            output.print("");
        }
        steps++;
        output.print(steps + ". " + Printable.of(title));
    }

    @Override
    public void call(String java, String outcome) {
        java.lines().forEach(line -> output.print("     " + Printable.of(line)));
        outcome.lines().forEach(line -> output.print("   -> " + Printable.of(line)));
    }

    @Override
    public void note(String text) {
        if (notes == 0) {
            output.print("");
        }
        notes++;
        output.print(Printable.of(text));
    }

    @Override
    public void finish() {
        // every line is printed already
    }
}
