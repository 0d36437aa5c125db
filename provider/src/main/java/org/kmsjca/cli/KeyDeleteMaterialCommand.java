package org.kmsjca.cli;

import org.kmsjca.Kms;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code kms key delete-material}. */
@Command(
        name = "delete-material",
        description =
                "DeleteKeyMaterial: destroys the imported material of a CMK, which waits until the"
                        + " same is imported again.",
        footer = "  kms key delete-material 1234abcd-12ab-34cd-56ef-1234567890ab")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class KeyDeleteMaterialCommand extends KmsAction {
    @Parameters(paramLabel = "KEY", description = "Key id, or its ARN.")
    private String key;

    @Override
    Answer run(Kms kms) {
        kms.deleteKeyMaterial(key);
        return KeyChange.of(kms, key, "has no material");
    }
}
