package org.kmsjca.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.KmsRoot;
import org.kmsjca.RootStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kms root}. */
@Command(
        name = "root",
        addMethodSubcommands = false,
        description = {
            "Shows and changes what protects the root key: a TPM, a passphrase, a key file.",
            "Keys are never encrypted anew, and programs that have the store open go on."
        },
        footer = {
            "  kms root status",
            "  kms root change --to tpm",
            "  kms root backup root-key.backup",
            "  kms root change --help"
        })
final class RootCommand extends RootEnvelopeCommands {
    private static final String NEEDED =
            "the configuration, ~/.kms/kms.properties where no other is named, needs a line";

    @Command(
            name = "status",
            description = {
                "Lists the envelopes of the root key: each of them opens the store by itself.",
                "Asks no TPM and opens nothing; kms doctor does."
            },
            footer = {"  kms root status", "  kms root status --json"})
    int status() {
        return ask(RootCommand::answer);
    }

    @Command(
            name = "change",
            description = {
                "Replaces everything that protects the root key by one root of trust, as the"
                        + " configuration describes it: tpm.*, root.passphrase, root.keyfile.",
                "The setting root must still be the present one; change it afterwards. A new"
                        + " passphrase is asked for where no option and no setting has one.",
                "With --new-key the root key itself is another one, and everything in the store is"
                        + " encrypted and authenticated anew: old envelopes and backups of the root"
                        + " key open it no more. A key file is made anew, the one before is kept as"
                        + " root.key.old; a passphrase has to be another one. Without --to what"
                        + " protects the root key stays of its kind.",
                "Copies of the store from before stay what they were: destroy them, or rotate keys"
                        + " that somebody may have from them. Programs that have the store open are"
                        + " to be started again."
            },
            footer = {
                "  kms root change --to tpm",
                "  kms root change --new-key",
                "  kms root change --to passphrase --new-passphrase file:new.secret",
                "  kms root change --new-key --new-passphrase file:new.secret"
            })
    int change(
            @Option(
                            names = "--to",
                            paramLabel = "KIND",
                            description =
                                    "tpm, passphrase or keyfile. May be left out with --new-key.")
                    @Nullable String kind,
            @Option(
                            names = "--new-key",
                            description =
                                    "Make another root key, as after a passphrase or a backup"
                                            + " leaked.")
                    boolean newKey,
            @Option(
                            names = "--new-passphrase",
                            paramLabel = "REFERENCE",
                            description = {
                                "Passphrase from now on: env:NAME or file:PATH.",
                                "Default: root.passphrase, where it does not open the store today."
                            })
                    @Nullable String newPassphrase,
            @Mixin ConfirmationOption confirmation) {
        return ask(
                kms -> {
                    List<RootStatus.Envelope> before = kms.root().status().envelopes();
                    confirmation.ask(
                            "The root key is protected by %s from now on, and by nothing else."
                                            .formatted(kind == null ? "a new secret" : kind)
                                    + " Change that?");
                    boolean typed =
                            isPassphraseNew(kind, newKey, before)
                                    && newPassphrase == null
                                    && !kms.root().isPassphraseKnown();
                    char[] passphrase =
                            typed || newPassphrase != null
                                    ? PassphraseOption.readNew(
                                            root().output(),
                                            newPassphrase,
                                            "New passphrase",
                                            "--new-passphrase")
                                    : null;
                    change(kms.root(), kind, newKey, passphrase);
                    List<String> remarks = changeRemarks(kind, newKey, passphrase != null);
                    if (kind != null && !kind.equals("keyfile")) {
                        before.stream()
                                .filter(envelope -> envelope.kind().equals("keyfile"))
                                .forEach(
                                        envelope ->
                                                remarks.add(
                                                        "delete the "
                                                                + envelope.description()
                                                                + ": it opens copies of the store"
                                                                + " from before"));
                    }
                    return answer(kms, remarks.toArray(String[]::new));
                });
    }

    /** Without {@code --to} each kind of before gets a new envelope. */
    private static boolean isPassphraseNew(
            @Nullable String kind, boolean newKey, List<RootStatus.Envelope> before) {
        return kind != null
                ? kind.equals("passphrase")
                : newKey
                        && before.stream()
                                .anyMatch(envelope -> envelope.kind().equals("passphrase"));
    }

    private static void change(
            KmsRoot root, @Nullable String kind, boolean newKey, char @Nullable [] passphrase) {
        if (newKey) {
            root.changeKey(Optional.ofNullable(kind), Optional.ofNullable(passphrase));
        } else if (kind == null) {
            throw new KmsException(
                    KmsErrorCode.INVALID_PARAMETER,
                    "say what is to protect the root key by --to tpm, passphrase or keyfile, or that"
                            + " it is to be another one by --new-key");
        } else if (passphrase == null) {
            root.change(kind);
        } else if (kind.equals("passphrase")) {
            root.changePassphrase(passphrase);
        } else {
            throw new KmsException(
                    KmsErrorCode.INVALID_PARAMETER,
                    "a new passphrase goes with --to passphrase, not with --to " + kind);
        }
    }

    private static List<String> changeRemarks(
            @Nullable String kind, boolean newKey, boolean newPassphrase) {
        List<String> remarks = new ArrayList<>();
        remarks.add("the root key is protected " + (kind == null ? "anew" : "by: " + kind));
        if (newKey) {
            remarks.add(
                    "it is another root key: make backups of it (kms root backup FILE) and of the"
                            + " store, and start programs that have the store open again");
        }
        if (kind != null) {
            remarks.add("%s: root=%s".formatted(NEEDED, kind));
        }
        if (newPassphrase) {
            remarks.add(
                    NEEDED
                            + ": root.passphrase=file:PATH, a file that only its user can read, or"
                            + " env:NAME; without it programs are refused");
        }
        return remarks;
    }

    @Command(
            name = "backup",
            description = {
                "Writes the root key under a passphrase (Argon2id, AES-256-GCM) to a new file.",
                "With it and a copy of the store every key can be used: keep it away from the"
                        + " store."
            },
            footer = {
                "  kms root backup root-key.backup",
                "  kms root backup root-key.backup --passphrase file:/run/secrets/recovery"
            })
    int backup(
            @Parameters(paramLabel = "FILE", description = NEW_FILE) Path file,
            @Mixin PassphraseOption passphrase) {
        return ask(
                kms -> {
                    root().output().claim(file);
                    kms.root().backup(file, passphrase.readNew());
                    return answer(kms, "the root key is in " + file + ", under the passphrase");
                });
    }

    @Command(
            name = "restore",
            description =
                    "Opens the store with a backup of its root key, and replaces everything that"
                            + " protected the root key by the root of trust of the configuration:"
                            + " when the TPM was replaced or cleared, or a passphrase or key file"
                            + " is lost.",
            footer = "  kms root restore root-key.backup")
    int restore(
            @Parameters(paramLabel = "FILE", description = "What kms root backup wrote.") Path file,
            @Mixin PassphraseOption passphrase) {
        return ask(
                kms -> {
                    kms.root().restore(file, passphrase.read());
                    return answer(kms, "the root key was restored from " + file);
                });
    }
}
