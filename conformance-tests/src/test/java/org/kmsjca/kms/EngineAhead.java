package org.kmsjca.kms;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.kmsjca.config.Configuration;

/** An engine on the files of another one, as another process has, whose clock is ahead. */
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
        try (KmsEngine engine = EngineOpening.open(configuration, clock, null)) {
            if (timeIsAccepted) {
                engine.acceptTime();
            }
            engine.lookup().catchUp();
        }
    }

    /** Lets it make a new version of a CMK; gives the version's id. */
    public static String createVersion(Path configurationFile, Duration ahead, String keyId) {
        Configuration configuration = Configuration.load(configurationFile);
        Clock clock = Clock.offset(Clock.systemUTC(), ahead);
        try (KmsEngine engine = EngineOpening.open(configuration, clock, null)) {
            return engine.createKeyVersion(keyId).keyVersionId();
        }
    }
}
