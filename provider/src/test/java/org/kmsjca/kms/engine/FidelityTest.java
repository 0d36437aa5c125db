package org.kmsjca.kms.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * The KMS's rules, call by call, each with the evidence for it. The rules are from the KMS's
 * documents, the sources of its SDKs and transcripts of the real service; none is asked of the code
 * under test. What is ours on purpose is in {@code docs/differences.md}.
 *
 * <p>Evidence, by its tag in the comments: SEED, the KMS's introduction; D21, its documents of 12
 * July 2021 (AlibabaCloudDocs/kms); GO, alibabacloud-go/kms-20160120; TF, the Terraform provider;
 * HELP, the help pages of 2025 and 2026; REAL, answers of the real service in public transcripts;
 * ANT, a working client of Ant Group; META, the error codes of the API's metadata. UNVERIFIED says
 * that the rule is assumed.
 */
@Tag("once")
class FidelityTest {
    static final List<FidelityRule> RULES =
            Stream.of(
                            FidelityOfCreation.RULES,
                            FidelityOfStates.RULES,
                            FidelityOfAliases.RULES,
                            FidelityOfData.RULES,
                            FidelityOfKeyUse.RULES,
                            FidelityOfVersions.RULES,
                            FidelityOfImport.RULES)
                    .flatMap(List::stream)
                    .toList();

    @ParameterizedTest
    @FieldSource("RULES")
    void ruleHolds(FidelityRule rule, @TempDir Path home) throws Exception {
        try (FidelityKms kms = new FidelityKms(home)) {
            rule.check().on(kms);
        }
    }

    @Test
    void noRuleIsSaidTwice() {
        assertThat(RULES).extracting(FidelityRule::toString).doesNotHaveDuplicates();
    }
}
