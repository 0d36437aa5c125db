package org.kmsjca.cli;

import java.nio.file.Path;
import org.kmsjca.Kms;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code kms root backup}. */
@Command(
        name = "backup",
        description = {
            "Writes the root key under a passphrase (Argon2id, AES-256-GCM) to a new file.",
            "With it and a copy of the store every key can be used: keep it away from the store."
        },
        footer = {
            "  kms root backup root-key.backup",
            "  kms root backup root-key.backup --passphrase file:/run/secrets/recovery"
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class RootBackupCommand extends KmsAction {
    @Parameters(paramLabel = "FILE", description = "The file to write; it must not exist.")
    private Path file;

    @Mixin private PassphraseOption passphrase;

    @Override
    Answer run(Kms kms) {
        kms.root().backup(file, passphrase.readNew());
        return RootAnswer.after(kms, "the root key is in " + file + ", under the passphrase");
    }
}
