package org.kmsjca.cli;

import org.jspecify.annotations.Nullable;
import org.kmsjca.AsymmetricCiphertext;
import org.kmsjca.CiphertextBlob;
import org.kmsjca.Kms;
import org.kmsjca.WrappingAlgorithm;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code kms crypto encrypt}. */
@Command(
        name = "encrypt",
        description = {
            "Encrypt: up to 6 KB under an AES or SM4 CMK, to a CiphertextBlob that names its key.",
            "With --algorithm AsymmetricEncrypt, with the public key of an RSA or SM2 CMK."
        },
        footer = {
            "  kms crypto encrypt --key alias/orders --plaintext aGVsbG8= --context table=orders",
            "  kms crypto encrypt --key alias/orders --in note.txt --out note.blob",
            "  kms crypto encrypt --key alias/mail --algorithm RSAES_OAEP_SHA_256 --in note.txt --out"
                    + " note.rsa"
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class CryptoEncryptCommand extends KmsAction {
    @Spec private CommandSpec spec;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            required = true,
            description = "Key id, alias/NAME, or an ARN.")
    private String key;

    @Option(
            names = "--plaintext",
            paramLabel = "BASE64",
            converter = Base64Bytes.Converter.class,
            description = "What to encrypt.")
    private @Nullable Base64Bytes plaintext;

    @Mixin private InputOption input;
    @Mixin private AsymmetricOptions asymmetric;
    @Mixin private ContextOption context;
    @Mixin private OutputOption output;

    @Override
    Answer run(Kms kms) {
        output.check();
        WrappingAlgorithm algorithm = asymmetric.algorithm();
        String version = asymmetric.version();
        if (algorithm == null ? version != null : context.isGiven()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--version-id needs --algorithm, which leaves no place for --context");
        }
        byte[] text = input.bytes("--plaintext", plaintext);
        if (algorithm == null) {
            CiphertextBlob blob = kms.encrypt(key, text, context.value());
            return answer(blob.keyId(), blob.keyVersionId(), blob.toByteArray());
        }
        AsymmetricCiphertext ciphertext =
                version == null
                        ? kms.asymmetricEncrypt(key, algorithm, text)
                        : kms.asymmetricEncrypt(key, version, algorithm, text);
        return answer(ciphertext.keyId(), ciphertext.keyVersionId(), ciphertext.toByteArray());
    }

    private CryptoAnswer answer(String keyId, String versionId, byte[] ciphertext) {
        CryptoAnswer answer = CryptoAnswer.of(keyId, versionId);
        output.put(answer, "CiphertextBlob", ciphertext, false);
        return answer;
    }
}
