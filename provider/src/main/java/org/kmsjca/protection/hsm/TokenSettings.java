package org.kmsjca.protection.hsm;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kmsjca.protection.SessionWaits;

/**
 * How to reach and use one token.
 *
 * @param name the name of the HSM in the configuration
 * @param setting how its settings begin, such as {@code hsm.} or {@code hsm.prod.}, for messages
 * @param library the PKCS#11 library
 * @param token label or serial number of the token; null for the only one there is
 * @param pin reads the user PIN into a fresh array; null when there is none
 * @param sessions most sessions for operations at once; empty to choose
 * @param patience how long an operation waits for a session
 * @param initializeParameters what the library wants as C_Initialize's pReserved, such as NSS
 * @param strictAdoption whether only keys that the token keeps to itself are adopted
 * @param vendorCodes CKM and CKK codes of the vendor by name, such as CKM_SM4_CBC
 * @param waits is told of waits for sessions
 */
public record TokenSettings(
        String name,
        String setting,
        Path library,
        @Nullable String token,
        @Nullable Supplier<char[]> pin,
        OptionalInt sessions,
        Duration patience,
        @Nullable String initializeParameters,
        boolean strictAdoption,
        Map<String, Long> vendorCodes,
        SessionWaits waits) {}
