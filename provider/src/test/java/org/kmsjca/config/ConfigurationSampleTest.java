package org.kmsjca.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sample of the distribution, conf/kms.properties.sample. */
class ConfigurationSampleTest {
    private static final Pattern SETTING = Pattern.compile("#([a-z.]+)=.+");

    @TempDir private Path directory;

    private static List<String> settings() throws Exception {
        return Files.readAllLines(Path.of("src/distribution/conf/kms.properties.sample")).stream()
                .filter(line -> SETTING.matcher(line).matches())
                .map(line -> line.substring(1))
                .toList();
    }

    @Test
    void hasEachSettingOnce() throws Exception {
        List<String> keys = new ArrayList<>();
        settings().forEach(line -> keys.add(line.substring(0, line.indexOf('='))));

        assertThat(keys).containsExactlyInAnyOrderElementsOf(KnownKeys.all());
    }

    @Test
    void linesAreTakenAsTheyStand() throws Exception {
        Path file = Files.write(directory.resolve("kms.properties"), settings());

        assertThat(Configuration.load(file).source()).isEqualTo(file.toString());
    }
}
