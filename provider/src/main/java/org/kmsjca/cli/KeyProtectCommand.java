package org.kmsjca.cli;

import org.kmsjca.Kms;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kms key protect}. */
@Command(
        name = "protect",
        description = "SetDeletionProtection, on: refuses to schedule the deletion of a CMK.",
        footer =
                "  kms key protect 1234abcd-12ab-34cd-56ef-1234567890ab --description 'signs"
                        + " invoices'")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class KeyProtectCommand extends KmsAction {
    @Parameters(paramLabel = "KEY", description = "Key id, or its ARN.")
    private String key;

    @Option(
            names = "--description",
            paramLabel = "TEXT",
            defaultValue = "",
            description = "Why it is protected.")
    private String description;

    @Override
    Answer run(Kms kms) {
        kms.enableDeletionProtection(key, description);
        return KeyChange.of(kms, key, "is protected from deletion");
    }
}
