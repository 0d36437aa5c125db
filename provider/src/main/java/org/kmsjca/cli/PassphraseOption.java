package org.kmsjca.cli;

import java.io.Console;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.KmsRoot;
import picocli.CommandLine.Option;

/** A passphrase by reference, or typed on the terminal. */
final class PassphraseOption {
    @Option(
            names = "--passphrase",
            paramLabel = "REFERENCE",
            description = {
                "Passphrase of the backup: env:NAME or file:PATH.",
                "Default: it is asked for on the terminal."
            })
    private @Nullable String reference;

    /** One that is known already. */
    char[] read() {
        String named = reference;
        return named != null ? KmsRoot.passphrase(named) : ask("Passphrase of the backup: ");
    }

    /** A new one, which is typed twice. */
    char[] readNew() {
        if (reference != null) {
            return read();
        }
        char[] first = ask("Passphrase for the backup: ");
        char[] second = ask("Once more: ");
        try {
            if (!Arrays.equals(first, second)) {
                Arrays.fill(first, '\0');
                throw new KmsException(
                        KmsErrorCode.INVALID_PARAMETER, "the two passphrases differ");
            }
            return first;
        } finally {
            Arrays.fill(second, '\0');
        }
    }

    // Null before Java 22; later readPassword answers null where nobody can type.
    @SuppressWarnings("SystemConsoleNull")
    private static char[] ask(String prompt) {
        Console console = System.console();
        char[] typed = console == null ? null : console.readPassword("%s", prompt);
        if (typed == null) {
            throw new KmsException(
                    KmsErrorCode.INVALID_PARAMETER,
                    "there is no terminal to ask for the passphrase; use --passphrase env:NAME or"
                            + " --passphrase file:PATH");
        }
        return typed;
    }
}
