package org.kmsjca.cli;

import org.kmsjca.CmkMetadata;
import org.kmsjca.Kms;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code kms key versions}. */
@Command(
        name = "versions",
        description = {
            "ListKeyVersions: shows the versions of a CMK, oldest first.",
            "A program names one as <alias>#<version id>."
        },
        footer = "  kms key versions alias/orders")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class KeyVersionsCommand extends KmsAction {
    @Parameters(paramLabel = "KEY", description = "Key id, alias/NAME, or an ARN.")
    private String key;

    @Override
    Answer run(Kms kms) {
        CmkMetadata cmk = kms.describeKey(key);
        return new KeyVersionsAnswer(
                cmk.keyId(),
                cmk.primaryKeyVersion().orElse(""),
                Pages.all(page -> kms.listKeyVersions(cmk.keyId(), page)));
    }
}
