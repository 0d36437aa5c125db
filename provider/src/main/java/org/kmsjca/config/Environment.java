package org.kmsjca.config;

import org.jspecify.annotations.Nullable;

/** What the process was started with. */
interface Environment {
    /** This process's own. */
    Environment SYSTEM =
            new Environment() {
                @Override
                public @Nullable String variable(String name) {
                    return System.getenv(name);
                }

                @Override
                public @Nullable String property(String name) {
                    return System.getProperty(name);
                }
            };

    /** An environment variable, or null. */
    @Nullable String variable(String name);

    /** A system property, or null. */
    @Nullable String property(String name);
}
