package org.kmsjca.cli;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.kmsjca.Kms;
import org.kmsjca.ReEncryptedBlob;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kms crypto re-encrypt}. */
@Command(
        name = "re-encrypt",
        description = {
            "ReEncrypt: brings a CiphertextBlob under another CMK, version or context; the plaintext"
                    + " is not shown.",
            "As in the KMS, KeyId and KeyVersionId are those of what decrypted."
        },
        footer =
                "  kms crypto re-encrypt --in note.blob --destination-key alias/archive --out"
                        + " note.moved")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class CryptoReEncryptCommand extends KmsAction {
    @Option(
            names = "--ciphertext-blob",
            paramLabel = "BASE64",
            converter = Base64Bytes.Converter.class,
            description = "What to encrypt anew.")
    private @Nullable Base64Bytes ciphertextBlob;

    @Option(
            names = "--destination-key",
            paramLabel = "KEY",
            required = true,
            description = "The new CMK: key id, or alias/NAME.")
    private String destination;

    @Option(
            names = "--source-context",
            paramLabel = "NAME=VALUE",
            description = "Of the encryption context until now. May be repeated.")
    private Map<String, String> sourceContext = new TreeMap<>();

    @Option(
            names = "--destination-context",
            paramLabel = "NAME=VALUE",
            description = "Of the new encryption context. May be repeated.")
    private Map<String, String> destinationContext = new TreeMap<>();

    @Mixin private InputOption input;
    @Mixin private OutputOption output;

    @Override
    Answer run(Kms kms) {
        output.check();
        ReEncryptedBlob moved =
                kms.reEncrypt(
                        input.bytes("--ciphertext-blob", ciphertextBlob),
                        ContextOption.of(sourceContext),
                        destination,
                        ContextOption.of(destinationContext));
        CryptoAnswer answer = CryptoAnswer.of(moved.sourceKeyId(), moved.sourceKeyVersionId());
        output.put(answer, "CiphertextBlob", moved.encrypted().toByteArray(), false);
        return answer;
    }
}
