package org.kmsjca.cli;

import picocli.CommandLine.Command;

/** {@code kms alias}. */
@Command(
        name = "alias",
        description = "Creates, lists and changes aliases of CMKs.",
        footer = {
            "  kms alias create payroll 1234abcd-12ab-34cd-56ef-1234567890ab",
            "  kms alias list",
            "  kms alias create --help"
        },
        subcommands = {
            AliasCreateCommand.class,
            AliasUpdateCommand.class,
            AliasDeleteCommand.class,
            AliasListCommand.class
        })
final class AliasCommand {}
