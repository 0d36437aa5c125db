package org.kmsjca.store;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;

/**
 * The database's clock: what it said last, and the time that has gone by since on a clock of this
 * machine that nobody can set. Thread-safe.
 */
final class PostgresClock extends Clock {
    private final ZoneId zone;
    private volatile Reading reading;

    /** What the database's clock said when {@code System.nanoTime} said that. */
    private record Reading(long micros, long nanoTime) {}

    /** Says the time of this machine until the database has been asked. */
    PostgresClock() {
        this(
                ZoneOffset.UTC,
                new Reading(
                        TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis()),
                        System.nanoTime()));
    }

    private PostgresClock(ZoneId zone, Reading reading) {
        this.zone = zone;
        this.reading = reading;
    }

    /**
     * Takes what the database's clock has just said.
     *
     * @param micros microseconds since 1970
     */
    void set(long micros) {
        reading = new Reading(micros, System.nanoTime());
    }

    @Override
    public Instant instant() {
        Reading last = reading;
        long gone = System.nanoTime() - last.nanoTime();
        return Instant.EPOCH
                .plusSeconds(TimeUnit.MICROSECONDS.toSeconds(last.micros()))
                .plusNanos(TimeUnit.MICROSECONDS.toNanos(last.micros() % 1_000_000))
                .plusNanos(gone);
    }

    @Override
    public ZoneId getZone() {
        return zone;
    }

    @Override
    public Clock withZone(ZoneId other) {
        return new PostgresClock(other, reading);
    }
}
