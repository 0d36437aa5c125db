package org.kmsjca.cli;

import org.kmsjca.Kms;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code kms key enable}. */
@Command(
        name = "enable",
        description = "EnableKey: lets a Disabled CMK be used again.",
        footer = "  kms key enable 1234abcd-12ab-34cd-56ef-1234567890ab")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class KeyEnableCommand extends KmsAction {
    @Parameters(paramLabel = "KEY", description = "Key id, or its ARN.")
    private String key;

    @Override
    Answer run(Kms kms) {
        kms.enableKey(key);
        return KeyChange.of(kms, key, "is Enabled");
    }
}
