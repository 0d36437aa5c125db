package org.kmsjca.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * How to reach one HSM, from the keys {@code hsm.<name>.*}.
 *
 * @param name {@code default} for the keys without a name
 * @param module the PKCS#11 library
 * @param token label or serial number of the token, null for the only one there is
 * @param pin the user PIN, null when none is configured
 * @param sessions most sessions at once, empty to let the token decide
 * @param sessionWait how long an operation waits for a session
 * @param initializeParameters what the library wants at C_Initialize, null for nothing
 * @param strictAdoption whether only keys that the token keeps to itself are adopted
 * @param mechanisms vendor's codes by name, such as {@code CKM_SM4_CBC}
 */
public record HsmConfiguration(
        String name,
        Path module,
        @Nullable String token,
        @Nullable SecretReference pin,
        OptionalInt sessions,
        Duration sessionWait,
        @Nullable String initializeParameters,
        boolean strictAdoption,
        Map<String, Long> mechanisms) {
    public HsmConfiguration {
        mechanisms = Map.copyOf(mechanisms);
    }

    /** The prefix of its settings, such as {@code hsm.prod.}, for messages. */
    public String prefix() {
        return name.equals(HsmSettings.UNNAMED) ? "hsm." : "hsm." + name + ".";
    }
}
