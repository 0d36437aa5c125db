package org.kmsjca.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What provider/docs/command-line.md has of the cloud's command; PagesRunTest runs it. */
class CommandLinePageTest {
    private static Path jar() {
        return Path.of(Objects.requireNonNull(System.getProperty("kms.cli.jar"), "-Dkms.cli.jar"))
                .toAbsolutePath();
    }

    private static String page() throws IOException {
        return Files.readString(jar().resolveSibling("../docs/command-line.md"));
    }

    /** Every call of the cloud that the command makes has its line. */
    @Test
    void cloudsLinesNameCallsOfTheKms() throws IOException {
        List<String> calls =
                Pattern.compile("^# aliyun kms ([A-Za-z]+)", Pattern.MULTILINE)
                        .matcher(page())
                        .results()
                        .map(call -> call.group(1))
                        .distinct()
                        .toList();
        assertThat(calls)
                .contains(
                        "CreateKey",
                        "DescribeKey",
                        "ListKeys",
                        "UpdateKeyDescription",
                        "EnableKey",
                        "DisableKey",
                        "ScheduleKeyDeletion",
                        "CancelKeyDeletion",
                        "SetDeletionProtection",
                        "CreateAlias",
                        "UpdateAlias",
                        "DeleteAlias",
                        "ListAliases",
                        "ListAliasesByKeyId",
                        "TagResource",
                        "UntagResource",
                        "ListResourceTags",
                        "UpdateRotationPolicy",
                        "CreateKeyVersion",
                        "ListKeyVersions",
                        "GetPublicKey",
                        "GetParametersForImport",
                        "ImportKeyMaterial",
                        "DeleteKeyMaterial",
                        "Encrypt",
                        "Decrypt",
                        "ReEncrypt",
                        "GenerateDataKey",
                        "GenerateDataKeyWithoutPlaintext",
                        "AsymmetricSign",
                        "AsymmetricVerify");
    }
}
