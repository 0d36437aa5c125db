package org.kmsjca.config;

import org.jspecify.annotations.Nullable;

/** The environment variables and system properties of the process. */
interface Environment {
    /** This process's own. */
    Environment SYSTEM =
            new Environment() {
                @Override
                public @Nullable String variable(String name) {
                    return System.getenv(name);
                }

                @Override
                public byte @Nullable [] bytes(String name) {
                    return EnvironmentBytes.of(name);
                }

                @Override
                public @Nullable String property(String name) {
                    return System.getProperty(name);
                }
            };

    /** An environment variable as the JVM reads it, or null. */
    @Nullable String variable(String name);

    /** The bytes of an environment variable; null when there is none, or they cannot be told. */
    byte @Nullable [] bytes(String name);

    /** A system property, or null. */
    @Nullable String property(String name);
}
