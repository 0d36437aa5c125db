package org.kmsjca.cli;

import org.kmsjca.Kms;
import org.kmsjca.Verification;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code kms crypto verify-mac}. */
@Command(
        name = "verify-mac",
        description = {
            "VerifyMac: whether a CMK made the message authentication code of a message.",
            "The exit code is 1 when it did not."
        },
        footer =
                "  kms crypto verify-mac --key alias/sessions --in letter.txt --value-in letter.mac")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class CryptoVerifyMacCommand extends KmsAction {
    @Mixin private MessageOptions options;
    @Mixin private CheckedValue value;

    @Override
    Answer run(Kms kms) {
        byte[] mac = value.bytes();
        Verification verification = kms.verifyMac(options.key(), options.message(), mac);
        CryptoAnswer answer = CryptoAnswer.of(verification.keyId(), verification.keyVersionId());
        answer.field("Algorithm", kms.describeKey(verification.keyId()).keySpec().toString());
        return answer.valid(verification.valid());
    }
}
