package org.kmsjca.protection.software;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.Provider;
import java.security.Security;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EngineTableTest {
    /** Stands for ACCP, which these tests do not have: only its being there counts. */
    private static Provider accp() {
        return Security.getProvider("SunRsaSign");
    }

    private static Map<String, String> describe(Map<String, String> chosen) {
        return new EngineTable(chosen, EngineTableTest::accp).describe();
    }

    @Test
    void choiceForOneAlgorithmLeavesTheOthersToAccp() {
        assertThat(describe(Map.of("EC", "BC")).get("RSA")).startsWith("ACCP");
        assertThat(describe(Map.of("EC", "BC")).get("ECDSA")).startsWith("Bouncy Castle");
        assertThat(describe(Map.of("RSA", "JDK")).get("RSA")).startsWith("JDK");
        assertThat(describe(Map.of("RSA", "JDK")).get("ECDSA")).startsWith("ACCP");
        assertThat(describe(Map.of("AES", "JDK")).get("RSA")).startsWith("ACCP");
    }

    @Test
    void accpIsNotLoadedWhereNothingIsLeftToIt() {
        Map<String, String> chosen = Map.of("AES", "JDK", "RSA", "JDK", "EC", "BC");
        new EngineTable(
                chosen,
                () -> {
                    throw new AssertionError("ACCP was looked for");
                });
    }

    @ParameterizedTest
    @CsvSource({"AES", "RSA", "ECDSA", "'ECDH, Ed25519, SM2, SM3, SM4'", "HMAC", "ML-DSA"})
    void everyAlgorithmHasItsEngine(String algorithm) {
        assertThat(new EngineTable(Map.of(), () -> null).describe().get(algorithm))
                .matches("(JDK \\d+|Bouncy Castle).*");
    }
}
