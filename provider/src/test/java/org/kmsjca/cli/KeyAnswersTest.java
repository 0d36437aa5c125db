package org.kmsjca.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kmsjca.AutomaticRotation;
import org.kmsjca.CmkMetadata;
import org.kmsjca.CmkMetadata.KeyVersion;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyState;
import org.kmsjca.KeyUsage;
import org.kmsjca.Origin;
import org.kmsjca.Page;
import org.kmsjca.ProtectionLevel;

class KeyAnswersTest {
    private static final CmkMetadata CMK =
            new CmkMetadata(
                    "1234abcd-12ab-34cd-56ef-1234567890ab",
                    "acs:kms:cn-hangzhou:1540355698848459:key/1234abcd-12ab-34cd-56ef-1234567890ab",
                    "1540355698848459",
                    Instant.parse("2026-01-02T03:04:00Z"),
                    "pay",
                    KeyState.PENDING_DELETION,
                    KeyUsage.SIGN_VERIFY,
                    KeySpec.RSA_2048,
                    Origin.ALIYUN_KMS,
                    ProtectionLevel.HSM,
                    Optional.of("v1"),
                    true,
                    "signs",
                    Optional.of(Instant.parse("2026-02-02T03:04:00Z")),
                    Optional.empty(),
                    List.of("pay", "roll"),
                    List.of("a \"b\", alias/c"),
                    List.of(new KeyVersion("v1", Instant.parse("2026-01-02T03:04:00Z"))),
                    new CmkMetadata.Rotation(
                            AutomaticRotation.SUSPENDED,
                            Optional.of(Duration.ofDays(7)),
                            Optional.of(Instant.parse("2026-01-02T03:04:00Z")),
                            Optional.of(Instant.parse("2026-01-09T03:04:00Z"))),
                    java.util.Map.of(),
                    true);

    private static final String FIELDS =
            "\"Creator\":\"1540355698848459\",\"CreationDate\":\"2026-01-02T03:04:00Z\","
                    + "\"Description\":\"pay\",\"KeyState\":\"PendingDeletion\","
                    + "\"KeyUsage\":\"SIGN/VERIFY\",\"KeySpec\":\"RSA_2048\","
                    + "\"Origin\":\"Aliyun_KMS\",\"ProtectionLevel\":\"HSM\","
                    + "\"PrimaryKeyVersion\":\"v1\",\"DeletionProtection\":\"Enabled\","
                    + "\"DeletionProtectionDescription\":\"signs\","
                    + "\"DeleteDate\":\"2026-02-02T03:04:00Z\",\"MaterialExpireTime\":\"\","
                    + "\"AutomaticRotation\":\"Suspended\",\"RotationInterval\":\"604800s\","
                    + "\"LastRotationDate\":\"2026-01-02T03:04:00Z\","
                    + "\"NextRotationDate\":\"2026-01-09T03:04:00Z\","
                    + "\"Aliases\":[\"alias/pay\",\"alias/roll\"],"
                    + "\"EntryNames\":[\"a \\\"b\\\", alias/c\"],"
                    + "\"KeyVersions\":[{\"KeyVersionId\":\"v1\","
                    + "\"CreationDate\":\"2026-01-02T03:04:00Z\"}]";
    private static final String ARN =
            "acs:kms:cn-hangzhou:1540355698848459:key/1234abcd-12ab-34cd-56ef-1234567890ab";

    @Test
    void documentHasTheNamesOfTheKmsApiAndWholeSeconds() {
        assertThat(KeyAnswers.metadata(CMK).json())
                .hasToString(
                        "{\"KeyMetadata\":{\"KeyId\":\"1234abcd-12ab-34cd-56ef-1234567890ab\","
                                + "\"Arn\":\""
                                + ARN
                                + "\","
                                + FIELDS
                                + "}}");
    }

    @Test
    void listingIsAPageOfTheKms() {
        assertThat(KeyAnswers.list(new Page<>(List.of(CMK), 12, 4, 3), false).json())
                .hasToString(
                        "{\"Keys\":{\"Key\":[{\"KeyId\":\"1234abcd-12ab-34cd-56ef-1234567890ab\","
                                + "\"KeyArn\":\""
                                + ARN
                                + "\","
                                + FIELDS
                                + "}]},\"TotalCount\":12,\"PageNumber\":4,\"PageSize\":3}");
    }

    @Test
    void linesHaveTheSameNames() {
        assertThat(KeyAnswers.metadata(CMK).lines())
                .startsWith("KeyId                          1234abcd-12ab-34cd-56ef-1234567890ab")
                .contains(
                        "Aliases                        alias/pay",
                        "                               alias/roll",
                        "KeyVersions                    v1  2026-01-02T03:04:00Z");
    }

    @Test
    void listingHasAllAliasesInOneColumn() {
        assertThat(KeyAnswers.list(new Page<>(List.of(CMK), 1, 1, 10), false).lines())
                .hasSize(2)
                .last()
                .asString()
                .endsWith("2026-01-02T03:04:00Z  alias/pay, alias/roll, \"a \\\"b\\\", alias/c\"");
    }

    @Test
    void emptyListingHasNoLinesAndAnEmptyPage() {
        Answer none = KeyAnswers.list(Pages.all(page -> page.of(List.of())), false);
        assertThat(none.lines()).isEmpty();
        assertThat(none.json())
                .hasToString(
                        "{\"Keys\":{\"Key\":[]},\"TotalCount\":0,\"PageNumber\":1,\"PageSize\":0}");
    }
}
