package org.kmsjca.conformance.support;

import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.lang.reflect.Method;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.kmsjca.config.Configuration;
import org.kmsjca.kms.engine.KmsEngine;

/**
 * An engine on the files of another one, as another process has, whose clock is ahead. By
 * reflection: the packages of the provider's jar are sealed.
 */
public final class EngineAhead {
    private EngineAhead() {}

    /**
     * Lets it do what is due by then.
     *
     * @param timeIsAccepted whether an administrator says that its clock is right, so that CMKs
     *     whose waiting period is over are destroyed
     */
    public static void look(Path configurationFile, Duration ahead, boolean timeIsAccepted) {
        Configuration configuration = Configuration.load(configurationFile);
        Clock clock = Clock.offset(Clock.systemUTC(), ahead);
        try (KmsEngine engine = open(configuration, clock)) {
            if (timeIsAccepted) {
                engine.scheduledChanges().acceptTime();
            }
            engine.lookup().catchUp();
        }
    }

    private static KmsEngine open(Configuration configuration, Clock clock) {
        assumeFalse(
                Stores.isPostgres(),
                "the database's clock decides there, which no test sets ahead");
        try {
            Method open =
                    Class.forName("org.kmsjca.kms.engine.EngineFactory")
                            .getDeclaredMethod(
                                    "open", Configuration.class, Clock.class, char[].class);
            open.setAccessible(true);
            return (KmsEngine) open.invoke(null, configuration, clock, null);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    /** Lets it make a new version of a CMK; gives the version's id. */
    public static String createVersion(Path configurationFile, Duration ahead, String keyId) {
        return createVersions(configurationFile, ahead, keyId, 1).get(0);
    }

    /**
     * Lets it make new versions of a CMK one after another.
     *
     * @param apart from now to the first, and from each to the next
     * @return their ids
     */
    public static List<String> createVersions(
            Path configurationFile, Duration apart, String keyId, int count) {
        Configuration configuration = Configuration.load(configurationFile);
        var clock = new MovedClock();
        List<String> versions = new ArrayList<>();
        try (KmsEngine engine = open(configuration, clock)) {
            for (int i = 0; i < count; i++) {
                clock.ahead = clock.ahead.plus(apart);
                versions.add(engine.creations().createVersion(keyId).keyVersionId());
            }
        }
        return versions;
    }

    /** A clock that is set ahead again and again. */
    private static final class MovedClock extends Clock {
        private Duration ahead = Duration.ZERO;

        @Override
        public Instant instant() {
            return Instant.now().plus(ahead);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
