package org.kmsjca.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads the settings of HSMs. */
final class HsmSettings {
    static final String UNNAMED = "default";

    private static final String PREFIX = "hsm.";
    private static final Duration DEFAULT_WAIT = Duration.ofSeconds(10);

    private HsmSettings() {}

    /** All HSMs by their names. */
    static Map<String, HsmConfiguration> read(Settings settings) {
        TreeSet<String> prefixes = new TreeSet<>();
        settings.keys().forEach(key -> prefixes.add(KnownKeys.hsmPrefix(key)));
        prefixes.remove("");
        Map<String, HsmConfiguration> hsms = new TreeMap<>();
        for (String prefix : prefixes) {
            HsmConfiguration hsm = read(settings, prefix);
            if (hsms.put(hsm.name(), hsm) != null) {
                throw settings.failure(
                        "hsm.module and hsm.default.module name the same HSM; keep one", null);
            }
        }
        return Collections.unmodifiableMap(hsms);
    }

    /** The HSM that is used when none is named; null when that cannot be told. */
    static @Nullable String defaultName(Settings settings, Map<String, HsmConfiguration> hsms) {
        String chosen =
                settings.read(
                        "hsm.default",
                        "",
                        "the names of configured HSMs: " + hsms.keySet(),
                        name -> hsms.containsKey(name) ? name : null);
        if (!chosen.isEmpty()) {
            return chosen;
        } else if (hsms.size() == 1) {
            return hsms.keySet().iterator().next();
        }
        return hsms.containsKey(UNNAMED) ? UNNAMED : null;
    }

    private static HsmConfiguration read(Settings settings, String prefix) {
        Path module = settings.path(prefix + "module");
        if (module == null) {
            throw settings.failure(
                    prefix + "module is missing; set it to the path of the PKCS#11 library", null);
        }
        return new HsmConfiguration(
                prefix.equals(PREFIX)
                        ? UNNAMED
                        : prefix.substring(PREFIX.length(), prefix.length() - 1),
                module,
                settings.text(prefix + "token"),
                settings.secret(prefix + "pin"),
                settings.count(prefix + "sessions"),
                settings.duration(prefix + "wait", DEFAULT_WAIT));
    }
}
