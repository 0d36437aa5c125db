package org.kmsjca.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a new KMS says, what --quiet keeps back, and that capital letters do not matter. */
class QuietTest {
    @TempDir private Path directory;

    private CliRun kms(String... words) throws IOException {
        Path config = directory.resolve("kms.properties");
        Files.writeString(config, "home=" + directory.resolve("home") + "\n");
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--config", config.toString()));
        return CliRun.of(all.toArray(String[]::new));
    }

    @Test
    void aNewKmsSaysWhatToDoUnlessItIsToBeQuiet() throws IOException {
        assertThat(kms("key", "list", "--quiet").err()).isEmpty();
        assertThat(kms("key", "list").err())
                .isEqualTo("kms: there are no CMKs; this makes one: kms key create --alias NAME\n");
        assertThat(kms("key", "list", "--state", "Enabled").err())
                .isEqualTo("kms: there are no such CMKs\n");
        assertThat(kms("key", "describe", "alias/none", "--quiet").err())
                .startsWith("kms: Forbidden.AliasNotFound");
        assertThat(kms("key", "create", "--alias", "a", "--quiet").out()).startsWith("KeyId");
        assertThat(kms("alias", "delete", "a", "--quiet").out()).isEmpty();
    }

    @Test
    void capitalLettersDoNotMatter() throws IOException {
        assertThat(kms("key", "create", "--spec", "aes_256", "--alias", "a").out())
                .contains("Aliyun_AES_256");
        assertThat(kms("key", "create", "--spec", "rsa_2048", "--usage", "sign/verify").out())
                .contains("RSA_2048");
        assertThat(kms("key", "list", "--state", "enabled", "--spec", "Aliyun_aes_256").out())
                .contains("alias/a");
    }

    @Test
    void intervalsAndNumbersAreWrittenAsPeopleDo() throws IOException {
        assertThat(kms("key", "create", "--alias", "a", "--rotation-interval", "365d").out())
                .contains("365d");
        assertThat(kms("key", "create", "--rotation-interval", "8785h", "--json").out())
                .contains("\"RotationInterval\": \"31626000s\"");
        assertThat(kms("audit", "verify").out()).startsWith("2 records are intact");
    }
}
