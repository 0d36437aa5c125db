package org.kmsjca.cli;

import java.io.Console;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The terminal that a person types on. */
interface Terminal {
    /** Asks for a line; null at the end of the input. */
    @Nullable String readLine(String prompt);

    /** Asks for a line that is not shown while it is typed; null at the end of the input. */
    char @Nullable [] readSecret(String prompt);

    /** The terminal that standard input is; empty where it is none. */
    static Optional<Terminal> find() {
        Optional<Console> console = console();
        if (console.isPresent()) {
            return Optional.of(new OfConsole(console.get()));
        }
        return Screen.isTerminal(Screen.INPUT)
                ? Optional.of(new TerminalInput())
                : Optional.empty();
    }

    // From Java 22 on there may be a console that is no terminal.
    @SuppressWarnings("SystemConsoleNull")
    private static Optional<Console> console() {
        Console console = System.console();
        if (console == null) {
            return Optional.empty();
        }
        try {
            boolean terminal = (boolean) Console.class.getMethod("isTerminal").invoke(console);
            return terminal ? Optional.of(console) : Optional.empty();
        } catch (ReflectiveOperationException beforeJava22) {
            return Optional.of(console);
        }
    }

    /** Standard input and standard output, where both are the terminal. */
    record OfConsole(Console console) implements Terminal {
        @Override
        public @Nullable String readLine(String prompt) {
            return console.readLine("%s", prompt);
        }

        @Override
        public char @Nullable [] readSecret(String prompt) {
            return console.readPassword("%s", prompt);
        }
    }
}
