package org.kmsjca.kms.engine;

import java.time.Clock;
import org.kmsjca.config.Configuration;

/** Opens engines with a clock of the test, for tests of the other rooms. */
public final class TestEngine {
    private TestEngine() {}

    public static KmsEngine open(Configuration configuration, Clock clock) {
        return EngineFactory.open(configuration, clock, null);
    }
}
