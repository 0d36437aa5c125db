package org.kmsjca.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.KmsException;

/** Which file a configuration comes from. */
class ConfigurationLoadTest {
    @TempDir Path userHome;
    FakeEnvironment environment;

    @BeforeEach
    void setUp() {
        environment = new FakeEnvironment(userHome.toString());
    }

    @Test
    void explicitThenPropertyThenVariableThenHomeThenDefaults() throws Exception {
        assertThat(name()).isEqualTo("KMS");
        assertThat(Configuration.load(null, environment).source()).isEqualTo("defaults");

        Path inHome = write(userHome.resolve(".kms/kms.properties"), "home");
        assertThat(name()).isEqualTo("home");
        assertThat(Configuration.load(null, environment).source()).isEqualTo(inHome.toString());

        write(userHome.resolve("variable.properties"), "variable");
        environment.variables.put("KMS_CONFIG", "~/variable.properties");
        assertThat(name()).isEqualTo("variable");

        Path property = write(userHome.resolve("property.properties"), "property");
        environment.properties.put("kms.config", property.toString());
        assertThat(name()).isEqualTo("property");

        Path explicit = write(userHome.resolve("explicit.properties"), "explicit");
        assertThat(Configuration.load(explicit, environment).providerName()).isEqualTo("explicit");
    }

    @Test
    void missingFilesThatWereNamedAreRefused() {
        Path missing = userHome.resolve("missing.properties");
        assertThatThrownBy(() -> Configuration.load(missing, environment))
                .isInstanceOf(KmsException.class)
                .hasMessageContaining(missing.toString());

        environment.variables.put("KMS_CONFIG", missing.toString());
        assertThatThrownBy(() -> Configuration.load(null, environment))
                .hasMessageContaining("KMS_CONFIG")
                .hasMessageContaining(missing.toString());

        environment.properties.put("kms.config", missing.toString());
        assertThatThrownBy(() -> Configuration.load(null, environment))
                .hasMessageContaining("-Dkms.config")
                .hasMessageContaining(missing.toString());
    }

    @Test
    void relativePathsStartAtTheFile() throws Exception {
        Path file = userHome.resolve("conf.properties");
        Files.writeString(file, "home=keys");
        assertThat(Configuration.load(file, environment).home())
                .isEqualTo(userHome.resolve("keys"));
    }

    @Test
    void missingUserHomeMattersOnlyWhenItIsNeeded() throws Exception {
        environment.properties.clear();
        Path file = userHome.resolve("conf.properties");
        Files.writeString(file, "home=/kms");
        assertThat(Configuration.load(file, environment).home()).isEqualTo(Path.of("/kms"));
        assertThatThrownBy(() -> Configuration.load(null, environment))
                .isInstanceOf(KmsException.class)
                .hasMessageContaining("user.home");
    }

    private String name() {
        return Configuration.load(null, environment).providerName();
    }

    private static Path write(Path file, String providerName) throws Exception {
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "provider.name=" + providerName);
    }

    @Test
    void fileThatEverybodyCanWriteIsRefused() throws Exception {
        Path file = write(userHome.resolve("shared.properties"), "shared");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));

        assertThatThrownBy(() -> Configuration.load(file, environment))
                .isInstanceOf(KmsException.class)
                .hasMessageContaining("everybody can write it")
                .hasMessageContaining("chmod o-w " + file);
    }

    @Test
    void emptyVariableIsNone() {
        environment.variables.put("KMS_CONFIG", "");
        assertThat(Configuration.load(null, environment).source()).isEqualTo("defaults");
    }
}
