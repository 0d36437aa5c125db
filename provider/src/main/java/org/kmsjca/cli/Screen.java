package org.kmsjca.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;

/**
 * What lines for people are printed on.
 *
 * @param width columns of the terminal; {@link #UNLIMITED} has no end
 * @param coloured whether states have colours
 * @param detailed whether columns stay that do not fit
 */
record Screen(int width, boolean coloured, boolean detailed) {
    /** A file or a pipe. */
    static final Screen UNLIMITED = new Screen(Integer.MAX_VALUE, false, true);

    /** The descriptors of standard input, standard output and standard error. */
    static final int INPUT = 0;

    static final int OUTPUT = 1;

    static final int ERROR = 2;

    /** The terminal that standard output goes to. */
    static Screen terminal(boolean detailed) {
        int width = CommandSpec.create().usageMessage().autoWidth(true).width();
        return new Screen(width, Ansi.AUTO.enabled() && !isDumb(), detailed);
    }

    /** The terminal of an editor or a log, which shows what would be colours as characters. */
    private static boolean isDumb() {
        return "dumb".equals(System.getenv("TERM"));
    }

    /** Whether a descriptor of this process goes to a terminal. */
    static boolean isTerminal(int descriptor) {
        Path link = Path.of("/proc/self/fd/" + descriptor);
        try {
            return Files.readSymbolicLink(link).toString().matches("/dev/(pts/|tty|console).*");
        } catch (IOException | UnsupportedOperationException noSuchSystem) {
            return descriptor != INPUT && Prompt.isPossible();
        }
    }
}
