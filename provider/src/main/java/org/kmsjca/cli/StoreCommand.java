package org.kmsjca.cli;

import picocli.CommandLine.Command;

/** {@code kms store}. */
@Command(
        name = "store",
        description = "Backs up and mends the file that the store is kept in.",
        footer = {
            "  kms store backup kms.backup",
            "  kms store restore kms.backup",
            "  kms store accept-revision --help"
        },
        subcommands = {
            StoreBackupCommand.class,
            StoreRestoreCommand.class,
            StoreAcceptRevisionCommand.class,
            StoreAcceptTimeCommand.class
        })
final class StoreCommand {}
