package org.kmsjca.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.kmsjca.Kms;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code kms root export}. */
@Command(
        name = "export",
        description = {
            "Writes an envelope of a TPM as a TPM 2.0 key file (PEM) to a new file.",
            "It opens by that TPM only; tpm2-tools can load and unseal it."
        },
        footer = "  kms root export 1234abcd-12ab-34cd-56ef-1234567890ab root-key.pem")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class RootExportCommand extends KmsAction {
    @Parameters(
            index = "0",
            paramLabel = "ENVELOPE",
            description = "Envelope id, see kms root status.")
    private String envelope;

    @Parameters(
            index = "1",
            paramLabel = "FILE",
            description = "The file to write; it must not exist.")
    private Path file;

    @Override
    Answer run(Kms kms) {
        String pem = kms.root().exportKeyFile(envelope);
        ArgumentFile.write(file, true, pem.getBytes(StandardCharsets.US_ASCII));
        return new RootStorageKeyCommand.Written(file);
    }
}
