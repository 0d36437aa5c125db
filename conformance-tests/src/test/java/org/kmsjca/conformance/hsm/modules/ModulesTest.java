package org.kmsjca.conformance.hsm.modules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kmsjca.KeySpec;

/** Modules of several makers, each in a JVM of its own, which a module may end. */
@Tag("once")
class ModulesTest {
    @TempDir Path directory;

    /** Of each kind of key some. */
    private static final Set<KeySpec> SPECS =
            EnumSet.of(
                    KeySpec.ALIYUN_AES_128,
                    KeySpec.ALIYUN_AES_256,
                    KeySpec.HMAC_SHA_1,
                    KeySpec.HMAC_SHA_224,
                    KeySpec.HMAC_SHA_256,
                    KeySpec.HMAC_SHA_512,
                    KeySpec.RSA_2048,
                    KeySpec.EC_P256,
                    KeySpec.EC_P256K,
                    KeySpec.EC_P384,
                    KeySpec.EC_P521,
                    KeySpec.ED25519);

    /**
     * What keys do for the KMS and for SunPKCS11, line by line as it is listed. With {@code
     * -Dmodules.write=DIRECTORY} the lists are written instead of compared.
     */
    @ParameterizedTest
    @EnumSource
    void keysDoWhatIsListed(TokenModule.Kind kind) throws Exception {
        walk(kind, SPECS, "");
    }

    /** For minutes, with {@code -Dmodules.more=true}: slow to make, or by single blocks. */
    @ParameterizedTest
    @EnumSource
    @EnabledIfSystemProperty(named = "modules.more", matches = "true")
    void moreKeysDoWhatIsListed(TokenModule.Kind kind) throws Exception {
        walk(
                kind,
                EnumSet.of(KeySpec.ALIYUN_AES_192, KeySpec.HMAC_SHA_384, KeySpec.RSA_3072),
                "-more");
    }

    private void walk(TokenModule.Kind kind, Set<KeySpec> specs, String suffix) throws Exception {
        String names = specs.stream().map(KeySpec::name).collect(Collectors.joining(","));
        List<String> lines;
        try (TokenModule module = kind.open(directory)) {
            lines =
                    ModuleProgram.run(
                            module,
                            TokenWalk.class,
                            List.of(
                                    module.library().toString(),
                                    TokenModule.LABEL,
                                    module.pin(),
                                    names));
        }
        assertThat(lines).noneMatch(line -> line.contains("| " + Outcomes.WRONG + " |"));
        String name = kind.name().toLowerCase(Locale.ROOT).replace('_', '-') + suffix + ".txt";
        String target = System.getProperty("modules.write");
        if (target != null) {
            Files.write(Path.of(target, name), lines);
            return;
        }
        try (InputStream listed = ModulesTest.class.getResourceAsStream(name)) {
            assertThat(String.join("\n", lines) + "\n")
                    .isEqualTo(
                            onThisJdk(new String(listed.readAllBytes(), StandardCharsets.UTF_8)));
        }
    }

    /** From Java 22 on an empty message of an HMAC has a buffer for its result. */
    private static String onThisJdk(String listed) {
        return Runtime.version().feature() < 22
                ? listed
                : listed.replaceAll(
                        "(Hmac\\w+ of 0 \\|) UnsupportedOperation CKM_\\w+_HMAC", "$1 done");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SOFTHSM") // it has no daemon
    void threadsWorkAgainWhenTheDaemonDidDie(TokenModule.Kind kind) throws Exception {
        try (TokenModule module = kind.open(directory)) {
            List<String> commands = new ArrayList<>();
            for (List<String> command : module.restart()) {
                commands.add("--");
                commands.addAll(command);
            }
            assertThat(ModuleProgram.run(module, DaemonDeath.class, commands))
                    .contains("before: all work", "after: all work", "0 wrong results");
        }
    }

    /** As a program of the user does it, on a machine with a TPM and with a remote token. */
    @ParameterizedTest
    @EnumSource(names = {"TPM2_PKCS11", "P11_KIT_REMOTE"})
    void serversAndSignersWorkWithKeysOfTheToken(TokenModule.Kind kind) throws Exception {
        try (TokenModule module = kind.open(directory)) {
            assertThat(ModuleProgram.run(module, ServerKeys.class, List.of()))
                    .containsExactly(
                            "EC_P256 CSR: true",
                            "EC_P256 JAR: true",
                            "EC_P256 TLSv1.3: TLSv1.3 true",
                            "EC_P256 TLSv1.2: TLSv1.2 true",
                            "RSA_2048 CSR: true",
                            "RSA_2048 JAR: true",
                            "RSA_2048 TLSv1.3: TLSv1.3 true",
                            "RSA_2048 TLSv1.2: TLSv1.2 true");
        }
    }

    @ParameterizedTest
    @EnumSource(names = "TPM2_PKCS11")
    void keysOfTpmsAreHandledAsTheyAre(TokenModule.Kind kind) throws Exception {
        try (TokenModule module = kind.open(directory)) {
            assertThat(
                            ModuleProgram.run(
                                    module,
                                    TpmKeys.class,
                                    List.of(
                                            module.library().toString(),
                                            TokenModule.LABEL,
                                            module.pin())))
                    .containsExactly(
                            "RSA_4096: UnsupportedOperation CKM_RSA_PKCS_KEY_PAIR_GEN",
                            "serves RSA_4096: no",
                            "serves RSA_2048: yes",
                            "objects after doctor: 0",
                            "sign-only SHA256withRSA: done",
                            "sign-only SHA512withRSA: done",
                            "sign-only digest: UnsupportedOperation CKM_RSA_PKCS",
                            "first after another was destroyed: done",
                            "second after another was destroyed: done",
                            "SHA224withECDSA by EC_P256: done",
                            "SHA3-224withECDSA by EC_P256: done",
                            "NONEwithECDSA by EC_P256: done");
        }
    }
}
