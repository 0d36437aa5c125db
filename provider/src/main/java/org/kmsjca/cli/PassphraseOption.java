package org.kmsjca.cli;

import org.jspecify.annotations.Nullable;
import org.kmsjca.KmsRoot;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The passphrase of a backup, by reference or typed on the terminal. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class PassphraseOption {
    private static final int SHORT = 12;
    private static final String MISSING =
            "there is no terminal to ask for the passphrase; use %1$s env:NAME or %1$s file:PATH";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

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
        return reference != null
                ? KmsRoot.passphrase(reference)
                : Prompt.secret("Passphrase of the backup", MISSING.formatted("--passphrase"));
    }

    /** A new one. */
    char[] readNew() {
        return readNew(
                KmsCommand.of(spec).output(),
                reference,
                "Passphrase for the backup",
                "--passphrase");
    }

    /**
     * A new passphrase by its reference, or typed twice on the terminal; a short one is told.
     *
     * @param option that has the reference
     */
    static char[] readNew(Output output, @Nullable String reference, String prompt, String option) {
        char[] passphrase =
                reference != null
                        ? KmsRoot.passphrase(reference)
                        : Prompt.newSecret(prompt, MISSING.formatted(option));
        warnOfShort(output, passphrase.length);
        return passphrase;
    }

    /** Warns of a new passphrase that is easy to guess for its length. */
    static void warnOfShort(Output output, int length) {
        if (length > 0 && length < SHORT) {
            output.warn(
                    "the passphrase has %s; one of at least %d is harder to guess"
                            .formatted(Plural.of(length, "character"), SHORT));
        }
    }
}
