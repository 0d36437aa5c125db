package org.kmsjca.config;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads {@code software.engine}: one engine for all algorithms, or {@code RSA:JDK, EC:BC}. */
final class SoftwareEngines {
    private static final List<String> ALGORITHMS = List.of("AES", "RSA", "EC");
    private static final List<String> ENGINES = List.of("JDK", "BC", "ACCP");

    private SoftwareEngines() {}

    /** Engines by algorithm; an algorithm without one is left to the measured table. */
    static Map<String, String> read(Settings settings) {
        return settings.read(
                "software.engine",
                Map.of(),
                "%s for all algorithms, or a list such as 'RSA:JDK, EC:BC' of %s"
                        .formatted(ENGINES, ALGORITHMS),
                SoftwareEngines::parse);
    }

    private static @Nullable Map<String, String> parse(String value) {
        Map<String, String> engines = new TreeMap<>();
        if (ENGINES.contains(value)) {
            ALGORITHMS.forEach(algorithm -> engines.put(algorithm, value));
            return Collections.unmodifiableMap(engines);
        }
        for (String pair : value.split(",", -1)) {
            String[] parts = pair.strip().split("\\s*:\\s*", -1);
            if (parts.length != 2
                    || !ALGORITHMS.contains(parts[0])
                    || !ENGINES.contains(parts[1])
                    || engines.put(parts[0], parts[1]) != null) {
                return null;
            }
        }
        return Collections.unmodifiableMap(engines);
    }
}
