package org.kmsjca.cli;

import org.kmsjca.Kms;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code kms key cancel-deletion}. */
@Command(
        name = "cancel-deletion",
        description = "CancelKeyDeletion: takes a scheduled deletion back.",
        footer = "  kms key cancel-deletion 1234abcd-12ab-34cd-56ef-1234567890ab")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class KeyCancelDeletionCommand extends KmsAction {
    @Parameters(paramLabel = "KEY", description = "Key id, or its ARN.")
    private String key;

    @Override
    Answer run(Kms kms) {
        kms.cancelKeyDeletion(key);
        return KeyChange.of(kms, key, "will not be deleted");
    }
}
