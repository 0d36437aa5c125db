package org.kmsjca.cli;

import org.kmsjca.Kms;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code kms key update-description}. */
@Command(
        name = "update-description",
        description = "UpdateKeyDescription: replaces the description of a CMK.",
        footer = "  kms key update-description 1234abcd-12ab-34cd-56ef-1234567890ab 'order rows'")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class KeyUpdateDescriptionCommand extends KmsAction {
    @Parameters(index = "0", paramLabel = "KEY", description = "Key id, or its ARN.")
    private String key;

    @Parameters(index = "1", paramLabel = "TEXT", description = "0 to 8192 characters.")
    private String text;

    @Override
    Answer run(Kms kms) {
        kms.updateKeyDescription(key, text);
        return KeyChange.of(kms, key, "has its new description");
    }
}
