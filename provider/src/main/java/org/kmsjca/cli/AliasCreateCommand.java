package org.kmsjca.cli;

import org.kmsjca.Kms;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code kms alias create}. */
@Command(
        name = "create",
        description = "CreateAlias: gives a CMK a name.",
        footer = "  kms alias create payroll 1234abcd-12ab-34cd-56ef-1234567890ab")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class AliasCreateCommand extends KmsAction {
    @Parameters(
            index = "0",
            paramLabel = "NAME",
            description = "1 to 255 of A-Z a-z 0-9 _ - /, with or without 'alias/'.")
    private String name;

    @Parameters(index = "1", paramLabel = "KEYID", description = "Key id, or its ARN.")
    private String keyId;

    @Override
    Answer run(Kms kms) {
        kms.createAlias(name, keyId);
        return AliasChange.bound(name, keyId);
    }
}
