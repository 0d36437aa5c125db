package org.kmsjca.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Standard output under any name has a command's data and nothing else. */
@Tag("once")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutputTargetTest {
    private static final String HELLO = "aGVsbG8=";
    private static final String DIGEST = "A".repeat(42) + "A=";

    /** Signatures in DER differ by so many bytes. */
    private static final int SIGNATURE = 4;

    /** By its words: what makes each command that writes a file run. */
    private final Map<String, List<String>> commands = new HashMap<>();

    @TempDir private static Path directory;

    /** What stands for standard output in a run. */
    private Path standardOutput;

    /** What a run wrote. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Written(int exitCode, byte[] out, String err) {}

    @BeforeAll
    void create() throws IOException {
        standardOutput = Files.createFile(directory.resolve("standard-output"));
        Files.writeString(directory.resolve("kms.properties"), "home=home\nroot=keyfile\n");
        for (String spec : List.of("Aliyun_AES_256", "EC_P256", "HMAC_SHA_256")) {
            assertThat(kms("key", "create", "--spec", spec, "--alias", spec).exitCode()).isZero();
        }
        String file = Files.writeString(directory.resolve("text"), "text").toString();
        String blob = directory.resolve("blob").toString();
        String aes = "alias/Aliyun_AES_256";
        put("encrypt", "-o", "--key", aes, file);
        put("decrypt", "-o", file + ".kms");
        put("crypto encrypt", "--out", "--key", aes, "--plaintext", HELLO);
        put("crypto decrypt", "--out", "--in", blob);
        put("crypto re-encrypt", "--out", "--in", blob, "--destination-key", aes);
        put("crypto random", "--out", "--bytes", "32");
        put("crypto generate-data-key", "--out", "--key", aes);
        put("crypto generate-data-key-pair", "--out", "--key", aes, "--spec", "EC_P256");
        put(
                "crypto sign",
                "--out",
                "--key",
                "alias/EC_P256",
                "--algorithm",
                "ECDSA_SHA_256",
                "--digest",
                DIGEST);
        put("crypto mac", "--out", "--key", "alias/HMAC_SHA_256", "--message", HELLO);
        assertThat(kms("encrypt", "--key", aes, file).exitCode()).isZero();
        assertThat(run("crypto encrypt", blob).exitCode()).isZero();
    }

    /** The option comes last, and its value behind it. */
    private void put(String words, String option, String... arguments) {
        List<String> line = new ArrayList<>(List.of(words.split(" ")));
        line.addAll(List.of(arguments));
        line.add(option);
        commands.put(words, line);
    }

    private Written run(String command, String target, String... more) {
        List<String> line = new ArrayList<>(commands.get(command));
        line.add(target);
        line.addAll(List.of(more));
        return kms(line.toArray(String[]::new));
    }

    private Written kms(String... arguments) {
        String[] all = Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = "--config";
        all[arguments.length + 1] = directory.resolve("kms.properties").toString();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        var streams = new StandardStreams(standardOutput, null);
        int exitCode = KmsCommand.run(new Output(out, err, StandardCharsets.UTF_8, streams), all);
        return new Written(exitCode, out.toByteArray(), err.toString(StandardCharsets.UTF_8));
    }

    /** All commands with an option that names a file for the result. */
    private static Set<String> commandsThatWrite(String words, CommandLine command) {
        Set<String> found = new HashSet<>();
        for (OptionSpec option : command.getCommandSpec().options()) {
            boolean names = Set.of("-o", "--out").stream().anyMatch(name -> has(option, name));
            if (names && option.paramLabel().equals("FILE")) {
                found.add(words.strip());
            }
        }
        command.getSubcommands()
                .forEach(
                        (name, deeper) ->
                                found.addAll(commandsThatWrite(words + " " + name, deeper)));
        return found;
    }

    private static boolean has(OptionSpec option, String name) {
        return List.of(option.names()).contains(name);
    }

    private Stream<String> commands() {
        return commands.keySet().stream().sorted();
    }

    @Test
    void everyCommandThatWritesIsTried() {
        assertThat(commandsThatWrite("", KmsCommand.commandLine(Output.standard())))
                .isEqualTo(commands.keySet());
    }

    @ParameterizedTest
    @MethodSource("commands")
    void standardOutputHasTheDataOnly(String command) {
        Path file = directory.resolve(command.replace(' ', '-'));
        assertThat(run(command, file.toString()).exitCode()).isZero();
        for (String name :
                List.of("-", standardOutput.toString(), directory + "/./standard-output")) {
            Written written = run(command, name);
            assertThat(written.exitCode()).as("%s", written.err()).isZero();
            assertThat((long) written.out().length)
                    .as("%s to %s", command, name)
                    .isBetween(
                            file.toFile().length() - SIGNATURE, file.toFile().length() + SIGNATURE);
            assertThat(standardOutput).isEmptyFile();
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void answerForProgramsNeedsAFile(String command) {
        Written written = run(command, standardOutput.toString(), "--json");
        assertThat(written.exitCode()).isEqualTo(ExitCodes.WRONG_USAGE);
    }

    /** A pipe or a device may be what standard output goes to in the end. */
    @ParameterizedTest
    @MethodSource("commands")
    void remarksOnADeviceStandOnStandardError(String command) {
        Written written = run(command, "/dev/null");
        assertThat(written.exitCode()).as("%s", written.err()).isZero();
        assertThat(written.out()).isEmpty();
        assertThat(written.err()).contains("/dev/null");
    }

    @Test
    void filesOfTheOtherOptionsToo() {
        Written key =
                kms(
                        "crypto",
                        "generate-data-key",
                        "--key",
                        "alias/Aliyun_AES_256",
                        "--plaintext-out",
                        standardOutput.toString());
        assertThat(key.exitCode()).as("%s", key.err()).isZero();
        assertThat(key.out()).hasSize(32);
        assertThat(key.err()).contains(": Plaintext");
    }

    @Test
    void sourceThatCannotBeReadIsNamed() {
        String target = directory.resolve("none").toString();
        Written unreadable =
                kms("encrypt", "--key", "alias/Aliyun_AES_256", "-o", target, "/proc/self/mem");
        assertThat(unreadable.exitCode()).isEqualTo(ExitCodes.REFUSED);
        assertThat(unreadable.err()).contains("/proc/self/mem: Input/output error");
        Written folder =
                kms("encrypt", "--key", "alias/Aliyun_AES_256", directory.toString(), "-o", target);
        assertThat(folder.err()).contains(directory + ": Is a directory");
        Written back = kms("decrypt", "-o", target, "/proc/self/mem");
        assertThat(back.err()).contains("/proc/self/mem: Input/output error");
        assertThat(directory.resolve("none")).doesNotExist();
    }
}
