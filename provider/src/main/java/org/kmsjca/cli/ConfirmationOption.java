package org.kmsjca.cli;

import java.io.Console;
import java.util.Locale;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Asks on the terminal before something is given up. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ConfirmationOption {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    /**
     * Whether the user wants it.
     *
     * @param what happens, which is told in any case
     * @param question that is answered by y or N
     */
    boolean isGiven(String what, String question) {
        if (yes) {
            KmsCommand.of(spec).output().remark(what);
            return true;
        }
        String answer = ask(what + ". " + question + " [y/N] ");
        return answer.strip().toLowerCase(Locale.ROOT).equals("y");
    }

    // Null before Java 22; later readLine answers null where nobody can type.
    @SuppressWarnings("SystemConsoleNull")
    private static String ask(String prompt) {
        Console console = System.console();
        String typed = console == null ? null : console.readLine("%s", prompt);
        if (typed == null) {
            throw new KmsException(
                    KmsErrorCode.INVALID_PARAMETER,
                    "there is no terminal to ask on; --yes answers. " + prompt);
        }
        return typed;
    }
}
