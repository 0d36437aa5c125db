package org.kmsjca.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Whether people who look on are told how far a file is. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ProgressOption {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--no-progress", description = "No progress bar, even on a terminal.")
    private boolean noProgress;

    /** For people who look on; pipes and files get none. */
    ProgressBar bar() {
        return bar(false);
    }

    /** As {@link #bar()}; there is none where the data themselves go to the terminal. */
    ProgressBar bar(boolean toStandardOutput) {
        Output output = KmsCommand.of(spec).output();
        boolean mixed = toStandardOutput && output.isTerminal();
        return new ProgressBar(output.remarks(), !noProgress && output.isWatched() && !mixed);
    }
}
