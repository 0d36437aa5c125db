package org.kmsjca.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kmsjca.ImportParameters;
import org.kmsjca.KeySpec;
import org.kmsjca.KmsException;
import org.kmsjca.WrappingAlgorithm;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands of {@code kms key} about key material of your own. */
@Command(addMethodSubcommands = false)
abstract class KeyMaterialCommands extends KeyVersionCommands {
    @Command(
            name = "import-parameters",
            description = {
                "GetParametersForImport: writes a public key to encrypt your own key material with,"
                        + " and the token that belongs to it, for a CMK of Origin EXTERNAL.",
                "Both are good for 24 hours. The README has a recipe for openssl."
            },
            footer = {
                "  kms key create --spec Aliyun_AES_256 --origin EXTERNAL",
                "  kms key import-parameters 1234abcd-12ab-34cd-56ef-1234567890ab --public-key"
                        + " wrap.pem --token import.token"
            })
    int importParameters(
            @Parameters(paramLabel = "KEY", description = KEY_ID) String key,
            @Option(
                            names = "--wrapping-spec",
                            paramLabel = "KEYSPEC",
                            defaultValue = "RSA_2048",
                            description =
                                    "RSA_2048, RSA_4096 or EC_SM2. Default: ${DEFAULT-VALUE}.")
                    KeySpec wrappingSpec,
            @Option(
                            names = "--algorithm",
                            paramLabel = "ALGORITHM",
                            defaultValue = "RSAES_OAEP_SHA_256",
                            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
                    WrappingAlgorithm algorithm,
            @Option(
                            names = "--public-key",
                            paramLabel = "FILE",
                            required = true,
                            description = "Where the public key goes, as PEM; a new file.")
                    Path publicKey,
            @Option(
                            names = "--token",
                            paramLabel = "FILE",
                            required = true,
                            description = "Where the token goes; a new file.")
                    Path token) {
        return ask(
                kms -> {
                    ImportParameters parameters =
                            kms.getParametersForImport(key, wrappingSpec, algorithm);
                    String pem = PublicKeyPem.text(parameters.publicKey());
                    Output output = root().output();
                    ArgumentFile.write(
                            output, publicKey, false, pem.getBytes(StandardCharsets.US_ASCII));
                    try {
                        ArgumentFile.write(output, token, true, parameters.importToken());
                    } catch (KmsException e) {
                        ArgumentFile.delete(publicKey, e);
                        throw e;
                    }
                    return KeyAnswers.importParameters(parameters, publicKey);
                });
    }

    @Command(
            name = "import",
            description = {
                "ImportKeyMaterial: gives a CMK of Origin EXTERNAL the material that you have"
                        + " encrypted with the public key of import-parameters.",
                "The first import fixes the material for good."
            },
            footer =
                    "  kms key import 1234abcd-12ab-34cd-56ef-1234567890ab --material wrapped.bin"
                            + " --token import.token")
    int importMaterial(
            @Parameters(paramLabel = "KEY", description = KEY_ID) String key,
            @Option(
                            names = "--material",
                            paramLabel = "FILE",
                            required = true,
                            description = "The encrypted key material.")
                    Path material,
            @Option(
                            names = "--token",
                            paramLabel = "FILE",
                            required = true,
                            description = "What import-parameters wrote.")
                    Path token,
            @Option(
                            names = "--expires",
                            paramLabel = "TIME",
                            description =
                                    "When the KMS forgets it, as 2027-01-31T00:00:00Z. Default:"
                                            + " never.")
                    @Nullable Instant expires,
            @Mixin ConfirmationOption confirmation) {
        return change(
                key,
                "has its material",
                kms -> {
                    confirmation.ask(
                            "%s takes this key material, and never another. Import it?"
                                    .formatted(KeyAnswers.name(kms, key)));
                    kms.importKeyMaterial(
                            key,
                            ArgumentFile.read(material),
                            ArgumentFile.read(token),
                            Optional.ofNullable(expires));
                });
    }

    @Command(
            name = "delete-material",
            description =
                    "DeleteKeyMaterial: destroys the imported material of a CMK, which waits until"
                            + " the same is imported again.",
            footer = "  kms key delete-material 1234abcd-12ab-34cd-56ef-1234567890ab")
    int deleteMaterial(@Parameters(paramLabel = "KEY", description = KEY_ID) String key) {
        return change(key, "has no material", kms -> kms.deleteKeyMaterial(key));
    }
}
