package org.kmsjca.store;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The times that the store has seen, which the clock of a machine is held against. A clock within a
 * day of the newest one is believed. Another may be wrong, or the store was not used for long: it
 * is believed at a second look, an hour later by itself or more.
 *
 * @param newest the newest time that was believed; null in a new store
 * @param leap when a clock was first seen that is not believed; null when there is none
 */
public record KnownTime(@Nullable Instant newest, @Nullable Instant leap) {
    static final KnownTime NONE = new KnownTime(null, null);

    /** The tolerance for a clock that differs from the newest time. */
    static final Duration TOLERANCE = Duration.ofDays(1);

    /** The least time from the first look to the second. */
    static final Duration SECOND_LOOK = Duration.ofHours(1);

    /** Whether a clock agrees with the times that the store has seen. */
    public boolean isBelieved(Instant now) {
        if (newest == null || isNear(newest, now)) {
            return true;
        }
        return leap != null
                && !now.isBefore(leap.plus(SECOND_LOOK))
                && !now.isAfter(latestSecondLook(newest, leap));
    }

    /** A store that is used once a month has its second look after another month. */
    private static Instant latestSecondLook(Instant newest, Instant leap) {
        Duration twice = Duration.between(newest, leap).abs().multipliedBy(2);
        return leap.plus(twice.compareTo(TOLERANCE) < 0 ? TOLERANCE : twice);
    }

    private static boolean isNear(Instant newest, Instant now) {
        return Duration.between(newest, now).abs().compareTo(TOLERANCE) <= 0;
    }

    /** Whether the newest time is further ahead of this clock than a clock may be. */
    public boolean isAheadOf(Instant now) {
        return newest != null && newest.isAfter(now.plus(TOLERANCE));
    }

    /** Gives the times that are known after a look at a clock. */
    KnownTime after(Instant now) {
        if (isBelieved(now)) {
            boolean later = newest == null || now.isAfter(newest) || !isNear(newest, now);
            return new KnownTime(later ? now : newest, null);
        }
        boolean first =
                newest == null
                        || leap == null
                        || now.isBefore(leap)
                        || now.isAfter(latestSecondLook(newest, leap));
        return first ? new KnownTime(newest, now) : this;
    }
}
