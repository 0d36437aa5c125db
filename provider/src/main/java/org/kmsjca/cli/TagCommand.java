package org.kmsjca.cli;

import picocli.CommandLine.Command;

/** {@code kms tag}. */
@Command(
        name = "tag",
        description = "Gives tags to CMKs, takes and lists them; 'kms key list' finds CMKs by tag.",
        footer = {
            "  kms tag add 1234abcd-12ab-34cd-56ef-1234567890ab team=orders stage=production",
            "  kms key list --tag-key team --tag-value orders",
            "  kms tag add --help"
        },
        subcommands = {TagAddCommand.class, TagRemoveCommand.class, TagListCommand.class})
final class TagCommand {}
