package org.kmsjca.kms;

import java.time.Duration;
import java.time.Instant;

/** When scheduled deletions are due. */
final class Deletions {
    private Deletions() {}

    static Instant date(Instant now, int days) {
        return now.plus(Duration.ofDays(days));
    }

    static void checkWindow(int days) {
        if (days < Limits.MINIMUM_PENDING_WINDOW_DAYS
                || days > Limits.MAXIMUM_PENDING_WINDOW_DAYS) {
            throw KmsErrors.invalid(
                    "PendingWindowInDays is "
                            + days
                            + ", allowed are "
                            + Limits.MINIMUM_PENDING_WINDOW_DAYS
                            + " to "
                            + Limits.MAXIMUM_PENDING_WINDOW_DAYS);
        }
    }
}
