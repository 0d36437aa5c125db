package org.kmsjca.store;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kmsjca.KmsException;
import org.kmsjca.store.StoreFixture.Opened;
import org.postgresql.Driver;
import org.sqlite.JDBC;

/**
 * Another process that writes CMKs into a store, and says each key id once it is committed. With a
 * limit on the size of its files it writes until that fails, then looks whether its store is sound.
 */
final class StoreProcess {
    static final String DONE = "done";

    /** A system property: the process ends without closing its store, as most programs do. */
    static final String LEAVE_OPEN = "leave.open";

    /** From this version on the JVM tells, between our own lines, that native code is loaded. */
    private static final int FIRST_JDK_THAT_WARNS = 22;

    private static final Pattern KEY_ID = Pattern.compile("[0-9a-f-]{36}");
    private static final String UNTIL_FAILURE = "until-failure";

    private StoreProcess() {}

    /** Arguments: database file, number of transactions or {@code until-failure}. */
    public static void main(String[] args) {
        try {
            Opened opened = Opened.at(Path.of(args[0]));
            if (Boolean.getBoolean(LEAVE_OPEN)) {
                work(opened, Path.of(args[0]), args[1]);
            } else {
                try (opened) {
                    work(opened, Path.of(args[0]), args[1]);
                }
            }
            say(DONE);
        } catch (KmsException e) {
            say(String.valueOf(e.getMessage()));
        }
    }

    private static void work(Opened opened, Path file, String what) {
        if (what.equals(UNTIL_FAILURE)) {
            writeUntilFailure(opened, file);
        } else {
            for (int i = 0; i < Integer.parseInt(what); i++) {
                write(opened, "");
            }
        }
    }

    private static void writeUntilFailure(Opened opened, Path file) {
        while (true) {
            try {
                write(opened, "x".repeat(8000));
            } catch (KmsException e) {
                say(String.valueOf(e.getMessage()));
                break;
            }
        }
        opened.store().pull();
        boolean settled = !opened.store().hasChanges();
        try (Opened fresh = Opened.at(file)) {
            if (!fresh.picture().cmks.keySet().equals(opened.picture().cmks.keySet())) {
                throw new AssertionError("memory and disk disagree");
            }
        }
        if (!settled || !opened.store().check().isEmpty()) {
            throw new AssertionError("not sound after a failed commit");
        }
    }

    private static void write(Opened opened, String description) {
        CmkRecord cmk = StoreFixture.cmk().withDescription(description);
        opened.store()
                .write(
                        tx -> {
                            tx.put(cmk);
                            tx.append(StoreFixture.auditEntry(cmk.keyId()));
                            tx.putMaterial(
                                    cmk.keyId(),
                                    cmk.primaryVersionId(),
                                    cmk.keyId().getBytes(StandardCharsets.UTF_8));
                            return true;
                        });
        say(cmk.keyId());
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }

    /** Starts it, as a JVM with these options. */
    static Process start(Path file, int transactions, String... jvmOptions) throws IOException {
        return start(command(file, Integer.toString(transactions), jvmOptions));
    }

    /** Starts it with a limit on the size of the files that it writes, in units of 512 bytes. */
    static Process startUntilFailure(Path file, int limit) throws IOException {
        String command =
                command(file, UNTIL_FAILURE).stream()
                        .map(word -> "'" + word + "'")
                        .collect(Collectors.joining(" ", "ulimit -f " + limit + "; exec ", ""));
        return start(List.of("sh", "-c", command));
    }

    /** What it said until its end. */
    static List<String> lines(Process process) throws IOException {
        try (BufferedReader reader = process.inputReader()) {
            return reader.lines().toList();
        }
    }

    /** The key ids in what it said. */
    static List<String> keyIds(List<String> lines) {
        return lines.stream().filter(KEY_ID.asMatchPredicate()).toList();
    }

    private static Process start(List<String> command) throws IOException {
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static List<String> command(Path file, String work, String... jvmOptions) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (Runtime.version().feature() >= FIRST_JDK_THAT_WARNS) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        if (StoreFixture.isPostgres()) {
            command.add("-D" + StoreFixture.STORE + "=" + StoreFixture.url());
        }
        command.addAll(List.of(jvmOptions));
        command.addAll(List.of("-cp", classPath(), StoreProcess.class.getName()));
        command.addAll(List.of(file.toString(), work));
        return command;
    }

    // By where the classes are, as tests may run on the module path or from an argument file.
    private static String classPath() {
        return Stream.of(
                        place(StoreProcess.class, "StoreProcess.class"),
                        place(MetadataStore.class, "MetadataStore.class"),
                        place(MetadataStore.class, SqliteSql.SCHEMA_RESOURCE),
                        place(JDBC.class, "JDBC.class"),
                        place(Driver.class, "Driver.class"))
                .distinct()
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String place(Class<?> type, String resource) {
        String url = String.valueOf(type.getResource(resource));
        String inside = type.getPackageName().replace('.', '/') + "/" + resource;
        String root = url.substring(0, url.length() - inside.length());
        if (root.startsWith("jar:")) {
            root = root.substring("jar:".length(), root.length() - "!/".length());
        }
        return Path.of(URI.create(root)).toString();
    }
}
