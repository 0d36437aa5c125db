package org.kmsjca.cli;

import org.kmsjca.Kms;
import picocli.CommandLine.Command;

/** {@code kms root status}. */
@Command(
        name = "status",
        description = {
            "Lists the envelopes of the root key: each of them opens the store by itself.",
            "Asks no TPM and opens nothing; kms doctor does."
        },
        footer = {"  kms root status", "  kms root status --json"})
final class RootStatusCommand extends KmsAction {
    @Override
    Answer run(Kms kms) {
        return new RootAnswer(kms.root().status());
    }
}
