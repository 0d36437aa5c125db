package org.kmsjca.cli;

import org.kmsjca.Kms;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code kms alias delete}. */
@Command(
        name = "delete",
        description = "DeleteAlias: takes a name from its CMK; the CMK stays.",
        footer = "  kms alias delete payroll")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class AliasDeleteCommand extends KmsAction {
    @Parameters(paramLabel = "NAME", description = "With or without 'alias/'.")
    private String name;

    @Override
    Answer run(Kms kms) {
        kms.deleteAlias(name);
        return AliasChange.deleted(name);
    }
}
