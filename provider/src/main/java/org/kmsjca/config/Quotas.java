package org.kmsjca.config;

import java.util.OptionalInt;

/**
 * {@code quota.*}: how much a KMS may hold; without limit where empty, as is the default.
 *
 * @param keys CMKs in all states
 * @param aliases of CMKs
 * @param versions of all CMKs together
 */
public record Quotas(OptionalInt keys, OptionalInt aliases, OptionalInt versions) {
    static Quotas read(Settings settings) {
        return new Quotas(
                settings.count("quota.keys"),
                settings.count("quota.aliases"),
                settings.count("quota.versions"));
    }
}
