package org.kmsjca.cli;

import picocli.CommandLine.Command;

/** {@code kms key}. */
@Command(
        name = "key",
        description = "Creates, lists and changes CMKs.",
        footer = {
            "  kms key create --spec Aliyun_AES_256 --alias orders",
            "  kms key list",
            "  kms key create --help"
        },
        subcommands = {
            KeyCreateCommand.class,
            KeyListCommand.class,
            KeyDescribeCommand.class,
            KeyUpdateDescriptionCommand.class,
            KeyEnableCommand.class,
            KeyDisableCommand.class,
            KeyScheduleDeletionCommand.class,
            KeyCancelDeletionCommand.class,
            KeyProtectCommand.class,
            KeyUnprotectCommand.class,
            KeyPublicKeyCommand.class,
            KeyCreateVersionCommand.class,
            KeyVersionsCommand.class,
            KeyImportParametersCommand.class,
            KeyImportCommand.class,
            KeyDeleteMaterialCommand.class,
            KeyRotationCommand.class
        })
final class KeyCommand {}
