package org.kmsjca.cli;

import org.kmsjca.Kms;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code kms key unprotect}. */
@Command(
        name = "unprotect",
        description = "SetDeletionProtection, off: lets a deletion be scheduled again.",
        footer = "  kms key unprotect 1234abcd-12ab-34cd-56ef-1234567890ab")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class KeyUnprotectCommand extends KmsAction {
    @Parameters(paramLabel = "KEY", description = "Key id, or its ARN.")
    private String key;

    @Override
    Answer run(Kms kms) {
        kms.disableDeletionProtection(key);
        return KeyChange.of(kms, key, "may be scheduled for deletion");
    }
}
