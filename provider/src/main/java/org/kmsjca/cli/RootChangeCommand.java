package org.kmsjca.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kmsjca.Kms;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.KmsRoot;
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
                    + " open it no more. A key file is made anew, the one before is kept as"
                    + " root.key.old; a passphrase has to be another one. Without --to what protects"
                    + " the root key stays of its kind.",
            "Copies of the store from before stay what they were: destroy them, or rotate keys that"
                    + " somebody may have from them. Programs that have the store open are to be"
                    + " started again."
        },
        footer = {
            "  kms root change --to tpm",
            "  kms root change --new-key",
            "  kms root change --to passphrase --new-passphrase file:new.secret",
            "  kms root change --new-key --new-passphrase file:new.secret"
        })
final class RootChangeCommand extends KmsAction {
    @Option(
            names = "--to",
            paramLabel = "KIND",
            description = "tpm, passphrase or keyfile. May be left out with --new-key.")
    private @Nullable String kind;

    @Option(
            names = "--new-key",
            description = "Make another root key, as after a passphrase or a backup leaked.")
    private boolean newKey;

    @Option(
            names = "--new-passphrase",
            paramLabel = "REFERENCE",
            description = {
                "Passphrase from now on: env:NAME or file:PATH.",
                "Default: root.passphrase, where it does not open the store today."
            })
    private @Nullable String newPassphrase;

    @Override
    Answer run(Kms kms) {
        char[] passphrase = newPassphrase == null ? null : KmsRoot.passphrase(newPassphrase);
        if (newKey) {
            kms.root().changeKey(Optional.ofNullable(kind), Optional.ofNullable(passphrase));
        } else if (kind == null) {
            throw new KmsException(
                    KmsErrorCode.INVALID_PARAMETER,
                    "say what is to protect the root key by --to tpm, passphrase or keyfile, or that"
                            + " it is to be another one by --new-key");
        } else if (passphrase == null) {
            kms.root().change(kind);
        } else if (kind.equals("passphrase")) {
            kms.root().changePassphrase(passphrase);
        } else {
            throw new KmsException(
                    KmsErrorCode.INVALID_PARAMETER,
                    "a new passphrase goes with --to passphrase, not with --to " + kind);
        }
        return RootAnswer.after(kms, remarks().toArray(String[]::new));
    }

    private List<String> remarks() {
        List<String> remarks = new ArrayList<>();
        remarks.add("the root key is protected " + (kind == null ? "anew" : "by: " + kind));
        if (newKey) {
            remarks.add(
                    "it is another root key: make backups of it (kms root backup FILE) and of the"
                            + " store, and start programs that have the store open again");
        }
        if (kind != null) {
            remarks.add("set root=" + kind + " in the configuration");
        }
        if (newPassphrase != null) {
            remarks.add("set root.passphrase to the new passphrase");
        }
        return remarks;
    }
}
