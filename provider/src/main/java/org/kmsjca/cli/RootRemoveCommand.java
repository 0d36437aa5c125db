package org.kmsjca.cli;

import org.kmsjca.Kms;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code kms root remove}. */
@Command(
        name = "remove",
        description = {
            "Removes one of several envelopes of the root key, for good.",
            "It is no way in any more, but revokes nothing: whoever has an older copy of the store"
                    + " and what opens the envelope has the root key; kms root change --new-key makes"
                    + " another."
        },
        footer = "  kms root remove 1234abcd-12ab-34cd-56ef-1234567890ab")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class RootRemoveCommand extends KmsAction {
    @Parameters(paramLabel = "ENVELOPE", description = "Envelope id, see kms root status.")
    private String envelope;

    @Override
    Answer run(Kms kms) {
        kms.root().remove(envelope);
        return RootAnswer.after(kms, "removed");
    }
}
