package org.kmsjca.kms;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kmsjca.KeySpec;
import org.kmsjca.SigningAlgorithm;
import org.kmsjca.WrappingAlgorithm;

/** The page of differences forgets no call and no setting, and its links lead somewhere. */
class DifferencesPageTest {
    private static final Path DOCS = Path.of("docs");

    private String page;

    @BeforeEach
    void read() throws IOException {
        page = Files.readString(DOCS.resolve("differences.md"));
    }

    @ParameterizedTest
    @EnumSource
    void everyCallHasItsRow(KmsCall call) {
        assertThat(page).containsPattern("\\b" + call + "\\b");
    }

    @ParameterizedTest
    @EnumSource
    void everyAlgorithmOfSigningIsNamed(SigningAlgorithm algorithm) {
        assertThat(page).contains(algorithm.name());
    }

    @Test
    void numbersAreThoseOfTheEngine() {
        assertThat(page)
                .contains("at most " + Limits.MAXIMUM_VERSIONS + " versions")
                .contains(
                        Limits.MINIMUM_ROTATION_DAYS
                                + " to "
                                + Limits.MAXIMUM_ROTATION_DAYS
                                + " days")
                .contains(
                        Limits.MINIMUM_PENDING_WINDOW_DAYS
                                + " to "
                                + Limits.MAXIMUM_PENDING_WINDOW_DAYS
                                + " days")
                .contains("up to " + Limits.MAXIMUM_PLAINTEXT_BYTES / 1024 + " KB");
    }

    @Test
    void settingsAreThoseOfTheManual() throws IOException {
        String manual = Files.readString(DOCS.resolve("configuration.md"));
        for (MatchResult setting :
                Pattern.compile("`([a-z]+\\.[a-z.]+)(=[a-z]+)?`")
                        .matcher(page)
                        .results()
                        .toList()) {
            assertThat(manual).contains("`" + setting.group(1) + "`");
        }
    }

    @Test
    void linksLeadToPages() {
        for (MatchResult link :
                Pattern.compile("\\]\\(([^)]+)\\)").matcher(page).results().toList()) {
            assertThat(DOCS.resolve(link.group(1))).exists();
        }
    }

    /** What travels in ImportKeyMaterial and in AsymmetricEncrypt is named, but for PKCS#1. */
    @Test
    void wrappingsAndPaddingsAreNamed() {
        for (WrappingAlgorithm algorithm : WrappingAlgorithm.values()) {
            if (algorithm != WrappingAlgorithm.RSAES_PKCS1_V1_5) {
                assertThat(page).contains(algorithm.name());
            }
        }
        assertThat(page).contains(KeySpec.EC_P521.toString(), KeySpec.ALIYUN_AES_192.toString());
    }
}
