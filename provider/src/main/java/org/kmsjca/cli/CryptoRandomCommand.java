package org.kmsjca.cli;

import org.kmsjca.Kms;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kms crypto random}. */
@Command(
        name = "random",
        description = {
            "GenerateRandom: random bytes as keys are made of, with the TPM's where tpm.random=true.",
            "A file that --out writes is readable by its owner only."
        },
        footer = {
            "  kms crypto random --bytes 16",
            "  kms crypto random --bytes 32 --out recovery.secret"
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class CryptoRandomCommand extends KmsAction {
    @Option(
            names = "--bytes",
            paramLabel = "N",
            defaultValue = "32",
            description = "How many, 1 to 1024. Default: 32.")
    private int bytes;

    @Mixin private OutputOption output;

    @Override
    Answer run(Kms kms) {
        output.check();
        CryptoAnswer answer = new CryptoAnswer();
        output.put(answer, "Random", kms.generateRandom(bytes), true);
        return answer;
    }
}
