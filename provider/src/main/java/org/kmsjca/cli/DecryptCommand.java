package org.kmsjca.cli;

import org.kmsjca.Kms;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code kms decrypt}. */
@Command(
        name = "decrypt",
        description = {
            "Decrypts what 'kms encrypt' has made. The file names its CMK itself.",
            "A file that was changed or cut off is refused, and nothing is left of it. What goes to"
                    + " standard output is authentic, but whole only when the exit code is 0.",
            "A new file is readable by its owner only; one that --force replaces keeps its"
                    + " permissions."
        },
        footer = {"  kms decrypt salaries.csv.kms", "  kms decrypt - < folder.tar.kms | tar x"})
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class DecryptCommand extends KmsAction {
    @Mixin private EnvelopeOptions options;

    @Override
    Answer run(Kms kms) {
        EnvelopeFiles files = options.files(false);
        long bytes =
                files.process(
                        options.progress(),
                        (source, target) ->
                                kms.decryptEnvelope(options.encryptionContext(), source, target));
        return new EnvelopeAnswer("decrypted", files, bytes);
    }
}
