package org.kmsjca.cli;

import org.kmsjca.Kms;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code kms key disable}. */
@Command(
        name = "disable",
        description = "DisableKey: refuses every use of a CMK until it is enabled again.",
        footer = "  kms key disable 1234abcd-12ab-34cd-56ef-1234567890ab")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class KeyDisableCommand extends KmsAction {
    @Parameters(paramLabel = "KEY", description = "Key id, or its ARN.")
    private String key;

    @Override
    Answer run(Kms kms) {
        kms.disableKey(key);
        return KeyChange.of(kms, key, "is Disabled");
    }
}
