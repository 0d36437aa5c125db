package org.kmsjca.cli;

import java.time.Instant;
import org.kmsjca.Kms;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kms key schedule-deletion}. */
@Command(
        name = "schedule-deletion",
        description = {
            "ScheduleKeyDeletion: refuses every use of a CMK from now on, and destroys its key"
                    + " material when the days are over.",
            "Until then cancel-deletion takes it back; afterwards nothing can."
        },
        footer = "  kms key schedule-deletion 1234abcd-12ab-34cd-56ef-1234567890ab --days 30")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class KeyScheduleDeletionCommand extends KmsAction {
    @Parameters(paramLabel = "KEY", description = "Key id, or its ARN.")
    private String key;

    @Option(names = "--days", paramLabel = "N", required = true, description = "7 to 366.")
    private int days;

    @Override
    Answer run(Kms kms) {
        Instant deleteDate = kms.scheduleKeyDeletion(key, days);
        return KeyChange.of(kms, key, "will be deleted at " + KmsJson.date(deleteDate));
    }
}
