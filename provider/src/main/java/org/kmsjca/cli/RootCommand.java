package org.kmsjca.cli;

import picocli.CommandLine.Command;

/** {@code kms root}. */
@Command(
        name = "root",
        description = {
            "Shows and changes what protects the root key: a TPM, a passphrase, a key file.",
            "Keys are never encrypted anew, and programs that have the store open go on."
        },
        footer = {
            "  kms root status",
            "  kms root change --to tpm",
            "  kms root backup root-key.backup",
            "  kms root change --help"
        },
        subcommands = {
            RootStatusCommand.class,
            RootChangeCommand.class,
            RootEnrollCommand.class,
            RootResealCommand.class,
            RootRemoveCommand.class,
            RootBackupCommand.class,
            RootRestoreCommand.class,
            RootStorageKeyCommand.class,
            RootExportCommand.class,
            RootImportCommand.class
        })
final class RootCommand {}
