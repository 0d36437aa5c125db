package org.kmsjca.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.CmkSpec;
import org.kmsjca.KeySpec;
import org.kmsjca.kms.engine.PastEngine;

/** Whoever lets a CMK rotate is told what that means for CTR and CBC, and so is who asks later. */
class RotationWarningTest {
    private static final String WARNING =
            "kms: warning: under a CMK of several versions CTR and CBC are refused";

    @TempDir private Path directory;
    private Path config;

    @BeforeEach
    void makeStore() throws IOException {
        config =
                Files.writeString(
                        directory.resolve("kms.properties"),
                        "root=keyfile\nhome=" + directory + "\n");
    }

    private CliRun kms(String... command) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of("--config", config.toString()));
        return CliRun.of(all.toArray(String[]::new));
    }

    private CliRun done(String... command) {
        CliRun run = kms(command);
        assertThat(run.exitCode()).as(run.err() + run.out()).isZero();
        return run;
    }

    private String old(CmkSpec.Builder spec) {
        return PastEngine.createKey(config, Duration.ofDays(8), spec.build());
    }

    @Test
    void newVersionOfASymmetricCmkWarns() {
        String aes = old(CmkSpec.builder(KeySpec.ALIYUN_AES_256));
        CliRun run = done("key", "create-version", aes);
        assertThat(run.err()).contains(WARNING).contains("<alias>#<version id>");
        assertThat(run.out()).startsWith(aes + " has the new version ");
        String sm4 = old(CmkSpec.builder(KeySpec.ALIYUN_SM4).alias("sm4"));
        assertThat(done("key", "create-version", "alias/sm4", "--json").err()).contains(WARNING);
        assertThat(done("key", "describe", sm4).out()).contains("KeyVersions");
    }

    @Test
    void newVersionThatBreaksNothingDoesNotWarn() {
        String rsa = old(CmkSpec.builder(KeySpec.RSA_2048));
        assertThat(done("key", "create-version", rsa).err()).doesNotContain("warning: under");
        String noRaw = old(CmkSpec.builder(KeySpec.ALIYUN_AES_256).rawCiphers(false));
        assertThat(done("key", "create-version", noRaw).err()).doesNotContain("warning: under");
    }

    @Test
    void intervalWarnsWhenItIsSetAndNotWhenItIsTakenAway() {
        String aes = old(CmkSpec.builder(KeySpec.ALIYUN_AES_256));
        assertThat(done("key", "update-rotation", aes, "--interval", "30d").err())
                .contains(WARNING);
        assertThat(done("key", "update-rotation", aes, "--off").err())
                .doesNotContain("warning: under");
        String noRaw = old(CmkSpec.builder(KeySpec.ALIYUN_AES_256).rawCiphers(false));
        assertThat(done("key", "update-rotation", noRaw, "--interval", "30d").err())
                .doesNotContain("warning: under");
        assertThat(done("key", "create", "--rotation-interval", "30d").err()).contains(WARNING);
        assertThat(done("key", "create").err()).doesNotContain("warning: under");
    }

    @Test
    void doctorNamesTheCmksThatRotateOrDidSo() {
        done("key", "create", "--alias", "still");
        assertThat(kms("doctor").out()).doesNotContain("CTR and CBC have to name the version");

        done("key", "create", "--alias", "turning", "--rotation-interval", "30d");
        done("key", "create", "--alias", "blobs", "--no-raw-ciphers", "--rotation-interval", "30d");
        done("key", "create-version", old(CmkSpec.builder(KeySpec.ALIYUN_AES_256).alias("turned")));
        String found =
                kms("doctor")
                        .out()
                        .lines()
                        .filter(line -> line.contains("CTR and CBC have to name the version"))
                        .findFirst()
                        .orElseThrow();
        assertThat(found)
                .contains("ADVICE", "turning", "turned")
                .doesNotContain("still")
                .doesNotContain("blobs");
        assertThat(kms("doctor").out()).contains("provider/docs/rotation.md");
    }
}
