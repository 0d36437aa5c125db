package org.kmsjca.cli;

import picocli.CommandLine.Command;

/** {@code kms crypto}. */
@Command(
        name = "crypto",
        description = {
            "The KMS's calls on small data: tries a key from a shell.",
            "Bytes are in Base64 on the command line and in answers, and as they are in files.",
            "For data of any length see 'kms encrypt'."
        },
        footer = {
            "  kms crypto encrypt --key alias/orders --plaintext aGVsbG8=",
            "  kms crypto sign --key alias/payroll --algorithm RSA_PSS_SHA_256 --in letter.txt"
                    + " --message",
            "  kms crypto random --bytes 16"
        },
        subcommands = {
            CryptoEncryptCommand.class,
            CryptoDecryptCommand.class,
            CryptoReEncryptCommand.class,
            CryptoGenerateDataKeyCommand.class,
            CryptoGenerateDataKeyPairCommand.class,
            CryptoSignCommand.class,
            CryptoVerifyCommand.class,
            CryptoMacCommand.class,
            CryptoVerifyMacCommand.class,
            CryptoRandomCommand.class
        })
final class CryptoCommand {}
