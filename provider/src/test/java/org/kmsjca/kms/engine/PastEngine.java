package org.kmsjca.kms.engine;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.kmsjca.CmkSpec;
import org.kmsjca.config.Configuration;

/** An engine of some days ago, whose CMKs are old enough for a new version today. */
public final class PastEngine {
    private PastEngine() {}

    /** Creates a CMK, and gives its key id. */
    public static String createKey(Path configurationFile, Duration ago, CmkSpec spec) {
        Clock clock = Clock.offset(Clock.systemUTC(), ago.negated());
        try (KmsEngine engine =
                EngineFactory.open(Configuration.load(configurationFile), clock, null)) {
            return engine.creations().createKey(spec).keyId();
        }
    }
}
