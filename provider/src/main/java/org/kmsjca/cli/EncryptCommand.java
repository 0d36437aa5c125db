package org.kmsjca.cli;

import org.kmsjca.Kms;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kms encrypt}. */
@Command(
        name = "encrypt",
        description = {
            "Encrypts a file of any size under a data key of its own, which goes into the file under"
                    + " the CMK (envelope encryption).",
            "Programs get the same from Cipher.getInstance(\"CMK/Envelope/NoPadding\", \"KMS\")."
        },
        footer = {
            "  kms encrypt --key alias/payroll salaries.csv",
            "  tar c folder | kms encrypt --key alias/backup - > folder.tar.kms"
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class EncryptCommand extends KmsAction {
    @Option(
            names = "--key",
            paramLabel = "KEY",
            required = true,
            description = "Key id, alias/NAME, or an ARN, of a symmetric CMK.")
    private String key;

    @Mixin private EnvelopeOptions options;

    @Override
    Answer run(Kms kms) {
        EnvelopeFiles files = options.files(true);
        long bytes =
                files.process(
                        options.progress(),
                        (source, target) ->
                                kms.encryptEnvelope(
                                        key, options.encryptionContext(), source, target));
        return new EnvelopeAnswer("encrypted", files, bytes);
    }
}
