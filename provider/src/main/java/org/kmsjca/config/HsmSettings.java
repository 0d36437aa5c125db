package org.kmsjca.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the settings of HSMs. */
final class HsmSettings {
    static final String UNNAMED = "default";

    private static final String PREFIX = "hsm.";
    private static final Pattern VENDOR_CODE =
            Pattern.compile("([A-Z0-9_]+)\\s*:\\s*(0x[0-9A-Fa-f]{1,8}|[0-9]{1,9})");
    private static final List<String> VENDOR_NAMES =
            List.of(
                    "CKK_SM4",
                    "CKM_SM4_KEY_GEN",
                    "CKM_SM4_CBC",
                    "CKM_SM4_CTR",
                    "CKM_SM4_GCM",
                    "CKK_SM2",
                    "CKM_SM2_KEY_PAIR_GEN",
                    "CKM_SM2",
                    "CKM_SM3_HMAC");
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
                settings.duration(prefix + "wait", DEFAULT_WAIT),
                settings.text(prefix + "initialize.parameters"),
                settings.flag(prefix + "adopt", "strict", "any"),
                mechanisms(settings, prefix + "mechanisms"));
    }

    /** Codes of the vendor, such as {@code CKM_SM4_CBC:0x80000123, CKK_SM4:0x80000001}. */
    private static Map<String, Long> mechanisms(Settings settings, String key) {
        return settings.read(
                key,
                Map.of(),
                "a list of NAME:CODE with NAME of " + VENDOR_NAMES,
                value -> {
                    Map<String, Long> codes = new TreeMap<>();
                    for (String entry : value.split(",")) {
                        Matcher matcher = VENDOR_CODE.matcher(entry.strip());
                        if (!matcher.matches() || !VENDOR_NAMES.contains(matcher.group(1))) {
                            return null;
                        }
                        codes.put(matcher.group(1), Long.decode(matcher.group(2)));
                    }
                    return codes;
                });
    }
}
