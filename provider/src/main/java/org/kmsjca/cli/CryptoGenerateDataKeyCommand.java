package org.kmsjca.cli;

import java.util.Arrays;
import org.kmsjca.CiphertextBlob;
import org.kmsjca.DataKey;
import org.kmsjca.DataKeySpec;
import org.kmsjca.Kms;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kms crypto generate-data-key}. */
@Command(
        name = "generate-data-key",
        description = {
            "GenerateDataKeyWithoutPlaintext: a new data key under a CMK, to be opened later.",
            "GenerateDataKey with one of --plaintext-out and --show-plaintext: the key itself too."
        },
        footer = {
            "  kms crypto generate-data-key --key alias/orders --out data.blob --plaintext-out data.key",
            "  kms crypto generate-data-key --key alias/orders --bytes 64 --show-plaintext --json"
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class CryptoGenerateDataKeyCommand extends KmsAction {
    @Option(
            names = "--key",
            paramLabel = "KEY",
            required = true,
            description = "Key id, alias/NAME or ARN of an AES or SM4 CMK.")
    private String key;

    @Option(
            names = "--bytes",
            paramLabel = "N",
            defaultValue = "32",
            description = "NumberOfBytes, 1 to 1024. Default: 32, as AES_256.")
    private int bytes;

    @Mixin private ContextOption context;
    @Mixin private PlaintextOptions plaintext;
    @Mixin private OutputOption output;

    @Override
    Answer run(Kms kms) {
        output.check();
        DataKeySpec spec =
                DataKeySpec.builder(key)
                        .numberOfBytes(bytes)
                        .encryptionContext(context.value())
                        .build();
        if (!plaintext.isWanted()) {
            return answer(kms.generateDataKeyWithoutPlaintext(spec));
        }
        DataKey dataKey = kms.generateDataKey(spec);
        byte[] clear = dataKey.getEncoded();
        try {
            return plaintext.put("Plaintext", clear, () -> answer(dataKey.encrypted()));
        } finally {
            Arrays.fill(clear, (byte) 0);
            dataKey.destroy();
        }
    }

    private CryptoAnswer answer(CiphertextBlob encrypted) {
        CryptoAnswer answer = CryptoAnswer.of(encrypted.keyId(), encrypted.keyVersionId());
        output.put(answer, "CiphertextBlob", encrypted.toByteArray(), false);
        return answer;
    }
}
