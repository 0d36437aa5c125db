package org.kmsjca.cli;

import org.jspecify.annotations.Nullable;
import org.kmsjca.Kms;
import org.kmsjca.Plaintext;
import org.kmsjca.WrappingAlgorithm;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code kms crypto decrypt}. */
@Command(
        name = "decrypt",
        description = {
            "Decrypt: opens a CiphertextBlob, which names its CMK itself.",
            "With --algorithm and --key AsymmetricDecrypt, with the private key of the CMK.",
            "A file that --out writes is readable by its owner only."
        },
        footer = {
            "  kms crypto decrypt --in note.blob --out again.txt",
            "  kms crypto decrypt --key alias/mail --algorithm RSAES_OAEP_SHA_256 --in note.rsa"
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class CryptoDecryptCommand extends KmsAction {
    @Spec private CommandSpec spec;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "Of an asymmetric CMK: key id, or alias/NAME.")
    private @Nullable String key;

    @Option(
            names = "--ciphertext-blob",
            paramLabel = "BASE64",
            converter = Base64Bytes.Converter.class,
            description = "What to decrypt.")
    private @Nullable Base64Bytes ciphertextBlob;

    @Mixin private InputOption input;
    @Mixin private AsymmetricOptions asymmetric;
    @Mixin private ContextOption context;
    @Mixin private OutputOption output;

    @Override
    Answer run(Kms kms) {
        output.check();
        Plaintext plaintext = decrypt(kms);
        try {
            CryptoAnswer answer = CryptoAnswer.of(plaintext.keyId(), plaintext.keyVersionId());
            output.put(answer, "Plaintext", plaintext.toByteArray(), true);
            return answer;
        } finally {
            plaintext.destroy();
        }
    }

    private Plaintext decrypt(Kms kms) {
        WrappingAlgorithm algorithm = asymmetric.algorithm();
        String version = asymmetric.version();
        String named = key;
        if ((named == null) != (algorithm == null)
                || (version != null && algorithm == null)
                || (algorithm != null && context.isGiven())) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--key and --version-id go with --algorithm, of an asymmetric CMK; --context"
                            + " goes without, as a CiphertextBlob names its CMK");
        }
        byte[] ciphertext = input.bytes("--ciphertext-blob", ciphertextBlob);
        if (named == null || algorithm == null) {
            return kms.decrypt(ciphertext, context.value());
        }
        return version == null
                ? kms.asymmetricDecrypt(named, algorithm, ciphertext)
                : kms.asymmetricDecrypt(named, version, algorithm, ciphertext);
    }
}
