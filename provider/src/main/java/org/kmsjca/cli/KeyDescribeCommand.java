package org.kmsjca.cli;

import org.kmsjca.Kms;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code kms key describe}. */
@Command(
        name = "describe",
        description = "DescribeKey: shows all that is known of a CMK.",
        footer = {
            "  kms key describe alias/orders",
            "  kms key describe 1234abcd-12ab-34cd-56ef-1234567890ab --json"
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class KeyDescribeCommand extends KmsAction {
    @Parameters(paramLabel = "KEY", description = "Key id, alias/NAME, or an ARN.")
    private String key;

    @Override
    Answer run(Kms kms) {
        return new KeyAnswer(kms.describeKey(key));
    }
}
