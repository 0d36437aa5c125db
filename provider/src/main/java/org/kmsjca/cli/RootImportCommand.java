package org.kmsjca.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.kmsjca.Kms;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code kms root import}. */
@Command(
        name = "import",
        description = {
            "Adds an envelope from a TPM 2.0 key file (PEM) that holds the root key of this store.",
            "This machine's TPM must open it; a PIN that it asks for is tpm.auth."
        },
        footer = "  kms root import root-key.pem")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class RootImportCommand extends KmsAction {
    @Parameters(paramLabel = "FILE", description = "A TPM 2.0 key file.")
    private Path file;

    @Override
    Answer run(Kms kms) {
        kms.root().importKeyFile(new String(ArgumentFile.read(file), StandardCharsets.UTF_8));
        return RootAnswer.after(kms, "enrolled from " + file);
    }
}
