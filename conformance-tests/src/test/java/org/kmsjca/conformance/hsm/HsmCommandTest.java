package org.kmsjca.conformance.hsm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.KeySpec;
import org.kmsjca.cli.Shell;
import org.kmsjca.conformance.support.KmsUnderTest;
import org.kmsjca.testing.SoftHsm;

/** The commands of HSM keys, by the runnable jar, which has the wrapper in it. */
@Tag("once")
class HsmCommandTest {
    @TempDir Path directory;
    private SoftHsm token;
    private Path configuration;
    private Shell shell;

    @BeforeEach
    void configure() throws IOException {
        token = SoftHsm.token("kms-command-" + System.nanoTime());
        configuration = HsmKms.configure(directory, token.settings());
        shell = Shell.inOneJvm(directory);
    }

    @AfterEach
    void close() {
        shell.close();
    }

    /** What it prints, to both streams; its exit code is the last line. */
    private List<String> kms(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("kms"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--config", configuration.toString()));
        Shell.Outcome outcome = shell.run(command);
        List<String> lines = new ArrayList<>(outcome.out());
        lines.addAll(outcome.err());
        lines.add("exit " + outcome.exitCode());
        return lines;
    }

    @Test
    void keyIsCreatedAndTheTokenIsDescribed() throws Exception {
        assertThat(kms("key", "create", "--spec", "EC_P256", "--protection", "HSM"))
                .anyMatch(line -> line.contains("HSM"))
                .endsWith("exit 0");
        assertThat(kms("hsm", "list")).contains("exit 0").noneMatch(line -> line.contains("EC "));
        assertThat(kms("doctor"))
                .anyMatch(line -> line.contains("token '" + token.label() + "'"))
                .anyMatch(line -> line.contains("serves Aliyun_AES_256 ENCRYPT/DECRYPT"))
                .anyMatch(line -> line.contains("lacks") && line.contains("EC_SM2 SIGN/VERIFY"))
                .anyMatch(line -> line.contains("CKM_AES_GCM"));
    }

    @Test
    void keyOfTheTokenIsListedAndAdopted() throws Exception {
        try (KmsUnderTest kms = KmsUnderTest.of(configuration)) {
            kms.create("own", KeySpec.ALIYUN_AES_256);
            try (TokenView view = TokenView.of(SoftHsm.library(), token.label())) {
                view.generateAes("theirs", false);
            }
        }
        String id = HexFormat.of().formatHex("theirs".getBytes(StandardCharsets.US_ASCII));
        assertThat(kms("hsm", "list")).filteredOn(line -> line.contains("secret key")).hasSize(1);
        assertThat(kms("hsm", "adopt", id, "--alias", "adopted"))
                .anyMatch(line -> line.contains("Aliyun_AES_256"))
                .endsWith("exit 0");
        assertThat(kms("hsm", "list")).noneMatch(line -> line.contains(id));
        assertThat(kms("hsm", "adopt", id))
                .anyMatch(line -> line.contains("is a CMK already"))
                .endsWith("exit 1");
    }

    @Test
    void doctorNamesCmksWhoseKeyIsGone() throws Exception {
        String gone;
        try (KmsUnderTest kms = KmsUnderTest.of(configuration)) {
            kms.create("stays", KeySpec.ALIYUN_AES_256);
            gone = kms.create("goes", KeySpec.EC_P256).versions().get(0).keyVersionId();
        }
        assertThat(kms("doctor")).noneMatch(line -> line.contains("shows no key"));
        try (TokenView view = TokenView.of(SoftHsm.library(), token.label())) {
            view.cryptoki().C_DestroyObject(view.session(), view.objectsOf(gone)[0]);
        }
        assertThat(kms("doctor"))
                .filteredOn(line -> line.contains("shows no key"))
                .singleElement()
                .matches(line -> line.contains("goes"));
    }

    @Test
    void unknownHsmIsRefused() throws Exception {
        assertThat(kms("key", "create", "--spec", "EC_P256", "--hsm", "other"))
                .anyMatch(line -> line.contains("Unsupported.ProtectionLevel"))
                .endsWith("exit 1");
    }
}
