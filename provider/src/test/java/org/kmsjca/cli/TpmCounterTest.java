package org.kmsjca.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.CmkSpec;
import org.kmsjca.KeySpec;
import org.kmsjca.Kms;
import org.kmsjca.testing.Swtpm;

/** {@code tpm.counter=true}: a whole home that is put back. */
@Timeout(60)
@Tag("once")
class TpmCounterTest {
    @TempDir private Path directory;
    private Path home;
    private Swtpm swtpm;
    private String config;

    @BeforeEach
    void start() throws IOException {
        swtpm = Swtpm.start(directory.resolve("tpm"));
        home = directory.resolve("home");
        config = configuration("root=tpm", "tpm.counter=true");
    }

    @AfterEach
    void stop() {
        swtpm.close();
    }

    private String configuration(String... lines) throws IOException {
        List<String> all = new ArrayList<>(List.of(lines));
        all.add("home=" + home);
        all.add("tpm.device=" + swtpm.device());
        return Files.write(directory.resolve("kms.properties"), all).toString();
    }

    private CliRun run(String... command) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of("--config", config));
        return CliRun.of(all.toArray(String[]::new));
    }

    private String kms(String... command) {
        CliRun run = run(command);
        assertThat(run.exitCode()).as(run.err() + run.out()).isZero();
        return run.out();
    }

    private void refused(String reason, String... command) {
        CliRun run = run(command);
        assertThat(run.exitCode()).as(run.out()).isEqualTo(ExitCodes.REFUSED);
        assertThat(run.err()).contains(reason);
    }

    private String createKey(String alias) {
        try (Kms kms = Kms.open(Path.of(config))) {
            return kms.createKey(CmkSpec.builder(KeySpec.ALIYUN_AES_256).alias(alias).build())
                    .keyId();
        }
    }

    private Path keep(String name) throws IOException {
        Path copy = directory.resolve(name);
        copy(home, copy);
        return copy;
    }

    private void putBack(Path copy) throws IOException {
        delete(home);
        copy(copy, home);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void doctorTellsWhatTheCounterStandsAt() {
        String key = createKey("payroll");
        String before = counterFinding();
        assertThat(before).contains("an older copy of the home is refused");
        kms("key", "disable", key);
        assertThat(counterFinding())
                .isEqualTo(before.replaceFirst("\\d+", "" + (number(before) + 1)));
    }

    private String counterFinding() {
        return run("doctor")
                .out()
                .lines()
                .filter(line -> line.contains("store age"))
                .findFirst()
                .orElseThrow();
    }

    private static int number(String text) {
        return Integer.parseInt(text.replaceAll("\\D", ""));
    }

    @Test
    void wholeHomeOfBeforeAKeyWasDisabledIsRefused() throws Exception {
        String key = createKey("payroll");
        Path yesterday = keep("yesterday");
        kms("key", "disable", key);
        Path today = keep("today");

        putBack(yesterday);
        refused("put back from an older copy", "key", "describe", key);
        swtpm.reboot();
        refused("put back from an older copy", "key", "describe", key);

        putBack(today);
        assertThat(kms("key", "describe", key)).contains("Disabled");
    }

    @Test
    void whatTakesSomethingAwayIsCountedAndNothingElse() throws IOException {
        String key = createKey("payroll");
        createKey("other");
        Path before = keep("before");
        kms("key", "update-description", key, "salaries");
        kms("tag", "add", key, "team=pay");
        kms("alias", "create", "alias/more", key);
        createKey("third");
        putBack(before);
        kms("key", "describe", key);

        int number = 0;
        for (List<String> change :
                List.of(
                        List.of("key", "disable", key),
                        List.of("alias", "delete", "alias/other"),
                        List.of("key", "schedule-deletion", key, "--days", "7"),
                        List.of("root", "reseal"))) {
            before = keep("before " + number++);
            kms(change.toArray(String[]::new));
            Path after = keep("after " + number);
            putBack(before);
            refused("put back from an older copy", "key", "describe", key);
            putBack(after);
            kms("key", "describe", key);
        }
    }

    @Test
    void copyOfBeforeTheCounterIsRefused() throws IOException {
        config = configuration("root=tpm");
        String key = createKey("payroll");
        Path before = keep("before");
        config = configuration("root=tpm", "tpm.counter=true");
        kms("key", "describe", key);

        putBack(before);
        refused("before tpm.counter was switched on", "key", "describe", key);
    }

    @Test
    void counterThatIsBehindIsRaisedAtTheNextOpening() throws IOException {
        String key = createKey("payroll");
        Path before = keep("before");
        config = configuration("root=tpm");
        kms("key", "list");
        config = configuration("root=tpm", "tpm.counter=true");
        try (Kms kms = Kms.open(Path.of(config))) {
            kms.describeKey(key);
            swtpm.powerOff();
            assertThat(catching(() -> kms.disableKey(key))).contains("the change is made");
            assertThat(kms.describeKey(key).keyState().toString()).isEqualTo("Disabled");
        }
        Path after = keep("after");
        swtpm.powerOn();

        kms("key", "describe", key);
        putBack(before);
        refused("put back from an older copy", "key", "describe", key);
        putBack(after);
        assertThat(kms("key", "describe", key)).contains("Disabled");
    }

    private static String catching(Runnable call) {
        try {
            call.run();
            return "";
        } catch (RuntimeException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Test
    void programsThatDisableAtOnceNeverRaiseTheCounterBeyondTheStore() throws Exception {
        kms("key", "list");
        ExecutorService threads = Executors.newFixedThreadPool(3);
        List<Future<Object>> programs = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            programs.add(threads.submit((Callable<Object>) this::disableKeys));
        }
        threads.shutdown();
        for (Future<Object> program : programs) {
            program.get(40, TimeUnit.SECONDS);
        }
        assertThat(kms("key", "list", "--state", "Disabled").lines()).hasSizeGreaterThan(8);
    }

    private Object disableKeys() {
        try (Kms kms = Kms.open(Path.of(config))) {
            for (int i = 0; i < 3; i++) {
                String key = kms.createKey(CmkSpec.builder(KeySpec.ALIYUN_AES_256).build()).keyId();
                kms.disableKey(key);
            }
        }
        return true;
    }

    @Test
    void restoredBackupIsTheNewestFromThenOn() throws IOException {
        createKey("payroll");
        String backup = directory.resolve("kms.backup").toString();
        kms("store", "backup", backup);
        String late = createKey("late");
        kms("key", "disable", late);
        Path replaced = keep("replaced");

        kms("store", "restore", "--yes", backup);
        assertThat(kms("alias", "list")).contains("alias/payroll").doesNotContain("late");
        putBack(replaced);
        refused("put back from an older copy", "alias", "list");
    }

    @Test
    void olderHomeIsTakenWhenThatIsAccepted() throws IOException {
        String key = createKey("payroll");
        refused("nothing to accept", "store", "accept-revision");
        Path yesterday = keep("yesterday");
        kms("key", "disable", key);
        Path today = keep("today");

        putBack(yesterday);
        refused("put back from an older copy", "key", "describe", key);
        kms("store", "accept-revision", "--yes");
        assertThat(kms("key", "describe", key)).contains("Enabled");
        putBack(today);
        refused("put back from an older copy", "key", "describe", key);
    }

    @Test
    void homeOfBeforeTheRootKeyWasChangedIsRefused() throws IOException {
        String key = createKey("payroll");
        Path before = keep("before");
        kms("root", "change", "--to", "tpm", "--new-key");
        assertThat(kms("key", "describe", key)).contains("Enabled");
        kms("key", "disable", key);
        assertThat(kms("key", "describe", key)).contains("Disabled");

        putBack(before);
        refused("no counter of the store", "key", "describe", key);
    }

    @Test
    void clearedTpmHasNoCounterAndRestoringTheRootKeyMakesOne() throws Exception {
        Path secret = Files.writeString(directory.resolve("secret"), "correct horse battery");
        String passphrase = "file:" + secret;
        String backup = directory.resolve("root.backup").toString();
        String key = createKey("payroll");
        kms("root", "backup", backup, "--passphrase", passphrase);
        Path before = keep("before");

        swtpm.replaceChip();
        refused("TPM", "key", "describe", key);
        kms("root", "restore", backup, "--passphrase", passphrase);
        kms("key", "disable", key);
        assertThat(kms("key", "describe", key)).contains("Disabled");
        putBack(before);
        assertThat(run("key", "describe", key).exitCode()).isEqualTo(ExitCodes.REFUSED);
    }

    @Test
    void indexOfSomebodyElseIsNotTakenForTheCounter() throws Exception {
        String key = createKey("payroll");
        String index =
                swtpm.tool("tpm2_getcap", "handles-nv-index")
                        .lines()
                        .map(line -> line.replace("-", "").strip())
                        .filter(line -> line.startsWith("0x1A") || line.startsWith("0x1a"))
                        .findFirst()
                        .orElseThrow();
        swtpm.tool("tpm2_nvundefine", index);
        refused("no counter of the store", "key", "describe", key);
        swtpm.tool(
                "tpm2_nvdefine",
                index,
                "-s",
                "8",
                "-a",
                "authread|authwrite|no_da|nt=counter",
                "-p",
                "guessed");
        refused("not the counter of this store", "key", "describe", key);
    }
}
