package org.kmsjca.cli;

import org.kmsjca.Kms;
import org.kmsjca.MacValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code kms crypto mac}. */
@Command(
        name = "mac",
        description = "GenerateMac: the message authentication code of a message.",
        footer = {
            "  kms crypto mac --key alias/sessions --message aGVsbG8=",
            "  kms crypto mac --key alias/sessions --in letter.txt --out letter.mac"
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class CryptoMacCommand extends KmsAction {
    @Mixin private MessageOptions options;
    @Mixin private OutputOption output;

    @Override
    Answer run(Kms kms) {
        output.check();
        MacValue mac = kms.generateMac(options.key(), options.message());
        CryptoAnswer answer = CryptoAnswer.of(mac.keyId(), mac.keyVersionId());
        answer.field("Algorithm", kms.describeKey(mac.keyId()).keySpec().toString());
        output.put(answer, "Mac", mac.toByteArray(), false);
        return answer;
    }
}
