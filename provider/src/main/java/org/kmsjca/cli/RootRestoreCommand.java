package org.kmsjca.cli;

import java.nio.file.Path;
import org.kmsjca.Kms;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code kms root restore}. */
@Command(
        name = "restore",
        description = {
            "Opens the store with a backup of its root key, and replaces everything that protected"
                    + " the root key by the root of trust of the configuration: when the TPM was"
                    + " replaced or cleared, or a passphrase or key file is lost."
        },
        footer = "  kms root restore root-key.backup")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class RootRestoreCommand extends KmsAction {
    @Parameters(paramLabel = "FILE", description = "What kms root backup wrote.")
    private Path file;

    @Mixin private PassphraseOption passphrase;

    @Override
    Answer run(Kms kms) {
        kms.root().restore(file, passphrase.read());
        return RootAnswer.after(kms, "the root key was restored from " + file);
    }
}
