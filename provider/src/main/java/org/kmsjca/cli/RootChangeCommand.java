package org.kmsjca.cli;

import org.kmsjca.Kms;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code kms root change}. */
@Command(
        name = "change",
        description = {
            "Replaces everything that protects the root key by one root of trust, as the"
                    + " configuration describes it: tpm.*, root.passphrase, root.keyfile.",
            "The setting root must still be the present one; change it afterwards."
        },
        footer = {"  kms root change --to tpm", "  kms root change --to passphrase"})
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class RootChangeCommand extends KmsAction {
    @Option(
            names = "--to",
            paramLabel = "KIND",
            required = true,
            description = "tpm, passphrase or keyfile.")
    private String kind;

    @Override
    Answer run(Kms kms) {
        kms.root().change(kind);
        return RootAnswer.after(
                kms,
                "the root key is protected by: " + kind,
                "set root=" + kind + " in the configuration");
    }
}
