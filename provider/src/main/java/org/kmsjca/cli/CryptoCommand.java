package org.kmsjca.cli;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kmsjca.AsymmetricCiphertext;
import org.kmsjca.CiphertextBlob;
import org.kmsjca.Kms;
import org.kmsjca.Plaintext;
import org.kmsjca.ReEncryptedBlob;
import org.kmsjca.WrappingAlgorithm;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kms crypto}. */
@Command(
        name = "crypto",
        addMethodSubcommands = false,
        description = {
            "The KMS's calls on small data: tries a key from a shell.",
            "Bytes are in Base64 on the command line and in answers, and as they are in files.",
            "For data of any length see 'kms encrypt'."
        },
        footer = {
            "  kms key create --alias orders",
            "  kms crypto encrypt --key alias/orders --plaintext aGVsbG8=",
            "  kms key create --spec RSA_2048 --alias signer",
            "  kms crypto sign --key alias/signer --algorithm RSA_PSS_SHA_256 --in letter.txt"
                    + " --message",
            "  kms crypto random --bytes 16"
        })
final class CryptoCommand extends CryptoSignatureCommands {
    @Command(
            name = "encrypt",
            description = {
                "Encrypt: up to 6 KB under an AES or SM4 CMK, to a CiphertextBlob that names its"
                        + " key.",
                "With --algorithm AsymmetricEncrypt, with the public key of an RSA or SM2 CMK."
            },
            footer = {
                "  kms crypto encrypt --key alias/orders --plaintext aGVsbG8= --context table=orders",
                "  kms crypto encrypt --key alias/orders --in note.txt --out note.blob",
                "  kms crypto encrypt --key alias/mail --algorithm RSAES_OAEP_SHA_256 --in note.txt"
                        + " --out note.rsa"
            })
    int encrypt(
            @Option(names = "--key", paramLabel = "KEY", required = true, description = ANY_KEY)
                    String key,
            @Option(
                            names = "--plaintext",
                            paramLabel = "BASE64",
                            converter = Base64Bytes.Converter.class,
                            description = "What to encrypt.")
                    @Nullable Base64Bytes plaintext,
            @Mixin InputOption input,
            @Mixin AsymmetricOptions asymmetric,
            @Mixin ContextOption context,
            @Mixin OutputOption output) {
        WrappingAlgorithm algorithm = asymmetric.algorithm();
        String version = asymmetric.version();
        if (algorithm == null ? version != null : context.isGiven()) {
            throw new WrongUsage(
                    "--version-id needs --algorithm, which leaves no place for --context");
        }
        return ask(
                kms -> {
                    output.check();
                    byte[] text = input.bytes("--plaintext", plaintext);
                    if (algorithm == null) {
                        return encrypted(kms.encrypt(key, text, context.value()), output);
                    }
                    AsymmetricCiphertext ciphertext =
                            version == null
                                    ? kms.asymmetricEncrypt(key, algorithm, text)
                                    : kms.asymmetricEncrypt(key, version, algorithm, text);
                    return CryptoAnswer.of(ciphertext.keyId(), ciphertext.keyVersionId())
                            .put("CiphertextBlob", ciphertext.toByteArray(), output)
                            .answer();
                });
    }

    private static Answer encrypted(CiphertextBlob blob, OutputOption output) {
        return CryptoAnswer.of(blob.keyId(), blob.keyVersionId())
                .put("CiphertextBlob", blob.toByteArray(), output)
                .answer();
    }

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
    int decrypt(
            @Option(
                            names = "--key",
                            paramLabel = "KEY",
                            description = "Of an asymmetric CMK: key id, or alias/NAME.")
                    @Nullable String key,
            @Option(
                            names = "--ciphertext-blob",
                            paramLabel = "BASE64",
                            converter = Base64Bytes.Converter.class,
                            description = "What to decrypt.")
                    @Nullable Base64Bytes ciphertextBlob,
            @Mixin InputOption input,
            @Mixin AsymmetricOptions asymmetric,
            @Mixin ContextOption context,
            @Mixin OutputOption output) {
        WrappingAlgorithm algorithm = asymmetric.algorithm();
        if ((key == null) != (algorithm == null)
                || (asymmetric.version() != null && algorithm == null)
                || (algorithm != null && context.isGiven())) {
            throw new WrongUsage(
                    "--key and --version-id go with --algorithm, of an asymmetric CMK;"
                            + " --context goes without, as a CiphertextBlob names its CMK");
        }
        return ask(
                kms -> {
                    output.check();
                    byte[] ciphertext = input.bytes("--ciphertext-blob", ciphertextBlob);
                    Plaintext plaintext =
                            key == null || algorithm == null
                                    ? kms.decrypt(ciphertext, context.value())
                                    : decrypt(
                                            kms, key, asymmetric.version(), algorithm, ciphertext);
                    try {
                        return CryptoAnswer.of(plaintext.keyId(), plaintext.keyVersionId())
                                .putConfidential("Plaintext", plaintext.toByteArray(), output)
                                .answer();
                    } finally {
                        plaintext.destroy();
                    }
                });
    }

    private static Plaintext decrypt(
            Kms kms,
            String key,
            @Nullable String version,
            WrappingAlgorithm algorithm,
            byte[] ciphertext) {
        return version == null
                ? kms.asymmetricDecrypt(key, algorithm, ciphertext)
                : kms.asymmetricDecrypt(key, version, algorithm, ciphertext);
    }

    @Command(
            name = "re-encrypt",
            description = {
                "ReEncrypt: brings a CiphertextBlob under another CMK, version or context; the"
                        + " plaintext is not shown.",
                "As in the KMS, KeyId and KeyVersionId are those of what decrypted."
            },
            footer =
                    "  kms crypto re-encrypt --in note.blob --destination-key alias/archive --out"
                            + " note.moved")
    int reEncrypt(
            @Option(
                            names = "--ciphertext-blob",
                            paramLabel = "BASE64",
                            converter = Base64Bytes.Converter.class,
                            description = "What to encrypt anew.")
                    @Nullable Base64Bytes ciphertextBlob,
            @Option(
                            names = "--destination-key",
                            paramLabel = "KEY",
                            required = true,
                            description = "The new CMK: key id, or alias/NAME.")
                    String destination,
            @Option(
                            names = "--source-context",
                            paramLabel = "NAME=VALUE",
                            parameterConsumer = UniquePairs.class,
                            description = "Of the encryption context until now. May be repeated.")
                    @Nullable Map<String, String> sourceContext,
            @Option(
                            names = "--destination-context",
                            paramLabel = "NAME=VALUE",
                            parameterConsumer = UniquePairs.class,
                            description = "Of the new encryption context. May be repeated.")
                    @Nullable Map<String, String> destinationContext,
            @Mixin InputOption input,
            @Mixin OutputOption output) {
        return ask(
                kms -> {
                    output.check();
                    ReEncryptedBlob moved =
                            kms.reEncrypt(
                                    input.bytes("--ciphertext-blob", ciphertextBlob),
                                    ContextOption.of(sourceContext),
                                    destination,
                                    ContextOption.of(destinationContext));
                    return CryptoAnswer.of(moved.sourceKeyId(), moved.sourceKeyVersionId())
                            .put("CiphertextBlob", moved.encrypted().toByteArray(), output)
                            .answer();
                });
    }

    @Command(
            name = "random",
            description = {
                "GenerateRandom: random bytes as keys are made of, with the TPM's where"
                        + " tpm.random=true.",
                "A file that --out writes is readable by its owner only."
            },
            footer = {
                "  kms crypto random --bytes 16",
                "  kms crypto random --bytes 32 --out recovery.secret"
            })
    int random(
            @Option(
                            names = "--bytes",
                            paramLabel = "N",
                            defaultValue = "32",
                            description = "How many, 1 to 1024. Default: 32.")
                    int bytes,
            @Mixin OutputOption output) {
        return ask(
                kms -> {
                    output.check();
                    return new CryptoAnswer()
                            .putConfidential("Random", kms.generateRandom(bytes), output)
                            .answer();
                });
    }
}
