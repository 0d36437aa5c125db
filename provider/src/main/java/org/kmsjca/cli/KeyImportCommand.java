package org.kmsjca.cli;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kmsjca.Kms;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kms key import}. */
@Command(
        name = "import",
        description = {
            "ImportKeyMaterial: gives a CMK of Origin EXTERNAL the material that you have encrypted"
                    + " with the public key of import-parameters.",
            "The first import fixes the material for good."
        },
        footer =
                "  kms key import 1234abcd-12ab-34cd-56ef-1234567890ab --material wrapped.bin --token"
                        + " import.token")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class KeyImportCommand extends KmsAction {
    @Parameters(paramLabel = "KEY", description = "Key id, or its ARN.")
    private String key;

    @Option(
            names = "--material",
            paramLabel = "FILE",
            required = true,
            description = "The encrypted key material.")
    private Path material;

    @Option(
            names = "--token",
            paramLabel = "FILE",
            required = true,
            description = "What import-parameters wrote.")
    private Path token;

    @Option(
            names = "--expires",
            paramLabel = "TIME",
            description = "When the KMS forgets it, as 2027-01-31T00:00:00Z. Default: never.")
    private @Nullable Instant expires;

    @Override
    Answer run(Kms kms) {
        kms.importKeyMaterial(
                key,
                ArgumentFile.read(material),
                ArgumentFile.read(token),
                Optional.ofNullable(expires));
        return KeyChange.of(kms, key, "has its material");
    }
}
