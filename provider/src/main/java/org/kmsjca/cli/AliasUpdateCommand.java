package org.kmsjca.cli;

import org.kmsjca.Kms;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code kms alias update}. */
@Command(
        name = "update",
        description = "UpdateAlias: binds an existing alias to another CMK.",
        footer = "  kms alias update payroll 1234abcd-12ab-34cd-56ef-1234567890ab")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class AliasUpdateCommand extends KmsAction {
    @Parameters(index = "0", paramLabel = "NAME", description = "With or without 'alias/'.")
    private String name;

    @Parameters(index = "1", paramLabel = "KEYID", description = "Key id, or its ARN.")
    private String keyId;

    @Override
    Answer run(Kms kms) {
        kms.updateAlias(name, keyId);
        return AliasChange.bound(name, keyId);
    }
}
