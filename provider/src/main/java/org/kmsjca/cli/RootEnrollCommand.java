package org.kmsjca.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kmsjca.Kms;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kms root enroll}. */
@Command(
        name = "enroll",
        description = {
            "Adds another way to the root key; what there is stays.",
            "For a second TPM: --device when it is connected now; on its own machine --from a"
                    + " backup; or --storage-key, with what kms root storage-key wrote there."
        },
        footer = {
            "  kms root enroll --to passphrase",
            "  kms root enroll --device /dev/tpmrm1",
            "  kms root enroll --from root-key.backup",
            "  kms root enroll --storage-key other-machine.pub"
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class RootEnrollCommand extends KmsAction {
    @ArgGroup(multiplicity = "1")
    private Way way;

    @Option(
            names = "--parent",
            paramLabel = "HANDLE",
            description = "With --storage-key: the setting tpm.parent of its machine.")
    private @Nullable String parent;

    @Mixin private PassphraseOption passphrase;

    static final class Way {
        @Option(
                names = "--to",
                paramLabel = "KIND",
                description = "tpm, passphrase or keyfile, as the configuration describes it.")
        private @Nullable String kind;

        @Option(
                names = "--device",
                paramLabel = "TPM",
                description = "A TPM that is connected now, as in the setting tpm.device.")
        private @Nullable String device;

        @Option(
                names = "--from",
                paramLabel = "FILE",
                description = "Open the store with this backup; add what the configuration says.")
        private @Nullable Path backup;

        @Option(
                names = "--storage-key",
                paramLabel = "FILE",
                description = "Storage key (TPM2B_PUBLIC) of a TPM in another machine.")
        private @Nullable Path storageKey;
    }

    @Override
    Answer run(Kms kms) {
        if (way.kind != null) {
            kms.root().enroll(way.kind);
        } else if (way.device != null) {
            kms.root().enrollTpm(way.device);
        } else if (way.backup != null) {
            kms.root().enrollFromBackup(way.backup, passphrase.read());
        } else if (way.storageKey != null) {
            kms.root().enrollTpm(ArgumentFile.read(way.storageKey), Optional.ofNullable(parent));
        }
        return RootAnswer.after(kms, "enrolled");
    }
}
