package org.kmsjca.cli;

import picocli.CommandLine.Command;

/** {@code kms store}. */
@Command(
        name = "store",
        description = "Mends the file that the store is kept in.",
        footer = {"  kms store accept-revision", "  kms store accept-revision --help"},
        subcommands = {StoreAcceptRevisionCommand.class})
final class StoreCommand {}
