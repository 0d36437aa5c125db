package org.kmsjca.cli;

import java.util.ArrayList;
import java.util.List;
import org.kmsjca.Kms;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code kms root change}. */
@Command(
        name = "change",
        description = {
            "Replaces everything that protects the root key by one root of trust, as the"
                    + " configuration describes it: tpm.*, root.passphrase, root.keyfile.",
            "The setting root must still be the present one; change it afterwards.",
            "With --new-key the root key itself is another one, and everything in the store is"
                    + " encrypted and authenticated anew: old envelopes and backups of the root key"
                    + " open it no more. Copies of the store from before stay what they were: destroy"
                    + " them, or rotate keys that somebody may have from them. Programs that have the"
                    + " store open are to be started again."
        },
        footer = {
            "  kms root change --to tpm",
            "  kms root change --to passphrase",
            "  kms root change --to keyfile --new-key"
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class RootChangeCommand extends KmsAction {
    @Option(
            names = "--to",
            paramLabel = "KIND",
            required = true,
            description = "tpm, passphrase or keyfile.")
    private String kind;

    @Option(
            names = "--new-key",
            description = "Make another root key, as after a passphrase or a backup leaked.")
    private boolean newKey;

    @Override
    Answer run(Kms kms) {
        if (newKey) {
            kms.root().changeKey(kind);
        } else {
            kms.root().change(kind);
        }
        List<String> remarks = new ArrayList<>();
        remarks.add("the root key is protected by: " + kind);
        if (newKey) {
            remarks.add(
                    "it is another root key: make backups of it (kms root backup FILE) and of the"
                            + " store, and start programs that have the store open again");
        }
        remarks.add("set root=" + kind + " in the configuration");
        return RootAnswer.after(kms, remarks.toArray(String[]::new));
    }
}
