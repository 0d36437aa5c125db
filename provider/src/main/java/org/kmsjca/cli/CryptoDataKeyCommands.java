package org.kmsjca.cli;

import java.security.PublicKey;
import java.util.Arrays;
import org.kmsjca.CiphertextBlob;
import org.kmsjca.DataKey;
import org.kmsjca.DataKeyPair;
import org.kmsjca.DataKeyPairSpec;
import org.kmsjca.DataKeySpec;
import org.kmsjca.EncryptedDataKeyPair;
import org.kmsjca.KeySpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The commands of {@code kms crypto} that make data keys. */
@Command(addMethodSubcommands = false)
abstract class CryptoDataKeyCommands extends CommandGroup {
    private static final String WRAPPING_KEY = "Key id, alias/NAME or ARN of an AES or SM4 CMK.";

    @Command(
            name = "generate-data-key",
            description = {
                "GenerateDataKeyWithoutPlaintext: a new data key under a CMK, to be opened later.",
                "GenerateDataKey with one of --plaintext-out and --show-plaintext: the key itself"
                        + " too."
            },
            footer = {
                "  kms crypto generate-data-key --key alias/orders --out data.blob --plaintext-out"
                        + " data.key",
                "  kms crypto generate-data-key --key alias/orders --bytes 64 --show-plaintext"
                        + " --json"
            })
    int generateDataKey(
            @Option(
                            names = "--key",
                            paramLabel = "KEY",
                            required = true,
                            description = WRAPPING_KEY)
                    String key,
            @Option(
                            names = "--bytes",
                            paramLabel = "N",
                            defaultValue = "32",
                            description = "NumberOfBytes, 1 to 1024. Default: 32, as AES_256.")
                    int bytes,
            @Mixin ContextOption context,
            @Mixin PlaintextOptions plaintext,
            @Mixin OutputOption output) {
        return ask(
                kms -> {
                    output.check();
                    DataKeySpec spec =
                            DataKeySpec.builder(key)
                                    .numberOfBytes(bytes)
                                    .encryptionContext(context.value())
                                    .build();
                    if (!plaintext.isWanted()) {
                        return dataKey(kms.generateDataKeyWithoutPlaintext(spec), output).answer();
                    }
                    DataKey dataKey = kms.generateDataKey(spec);
                    byte[] clear = dataKey.getEncoded();
                    try {
                        return plaintext
                                .put("Plaintext", clear, () -> dataKey(dataKey.encrypted(), output))
                                .answer();
                    } finally {
                        Arrays.fill(clear, (byte) 0);
                        dataKey.destroy();
                    }
                });
    }

    private static CryptoAnswer dataKey(CiphertextBlob encrypted, OutputOption output) {
        return CryptoAnswer.of(encrypted.keyId(), encrypted.keyVersionId())
                .put("CiphertextBlob", encrypted.toByteArray(), output);
    }

    @Command(
            name = "generate-data-key-pair",
            description = {
                "GenerateDataKeyPairWithoutPlaintext: a new key pair, its private key under a CMK.",
                "GenerateDataKeyPair with one of --plaintext-out and --show-plaintext: the private"
                        + " key itself too, as PKCS#8 in DER. The public key is printed as PEM."
            },
            footer = {
                "  kms crypto generate-data-key-pair --key alias/orders --spec EC_P256 \\",
                "      --out pair.blob --plaintext-out pair.der",
                "  openssl pkey -inform DER -in pair.der -noout -text"
            })
    int generateDataKeyPair(
            @Option(
                            names = "--key",
                            paramLabel = "KEY",
                            required = true,
                            description = WRAPPING_KEY)
                    String key,
            @Option(
                            names = "--spec",
                            paramLabel = "KEYPAIRSPEC",
                            required = true,
                            description =
                                    "RSA_2048, RSA_3072, RSA_4096, EC_P256, EC_P256K, EC_P384,"
                                            + " EC_P521 or EC_SM2.")
                    KeySpec pairSpec,
            @Mixin ContextOption context,
            @Mixin PlaintextOptions plaintext,
            @Mixin OutputOption output) {
        return ask(
                kms -> {
                    output.check();
                    DataKeyPairSpec spec =
                            DataKeyPairSpec.of(key, pairSpec)
                                    .withEncryptionContext(context.value());
                    if (!plaintext.isWanted()) {
                        EncryptedDataKeyPair pair = kms.generateDataKeyPairWithoutPlaintext(spec);
                        return pair(pairSpec, pair.encrypted(), pair.publicKey(), output).answer();
                    }
                    DataKeyPair pair = kms.generateDataKeyPair(spec);
                    byte[] clear = pair.privateKey().getEncoded();
                    try {
                        return plaintext
                                .put(
                                        "PrivateKeyPlaintext",
                                        clear,
                                        () ->
                                                pair(
                                                        pairSpec,
                                                        pair.encrypted(),
                                                        pair.publicKey(),
                                                        output))
                                .answer();
                    } finally {
                        Arrays.fill(clear, (byte) 0);
                        pair.privateKey().destroy();
                    }
                });
    }

    private static CryptoAnswer pair(
            KeySpec spec, CiphertextBlob encrypted, PublicKey publicKey, OutputOption output) {
        return CryptoAnswer.of(encrypted.keyId(), encrypted.keyVersionId())
                .field("KeyPairSpec", spec.toString())
                .put("PrivateKeyCiphertextBlob", encrypted.toByteArray(), output)
                .text("PublicKey", PublicKeyPem.text(publicKey));
    }
}
