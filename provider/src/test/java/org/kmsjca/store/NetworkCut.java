package org.kmsjca.store;

import static org.kmsjca.store.StoreFixture.cmk;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.store.StoreFixture.Opened;
import org.kmsjca.testing.PostgresServer;

/**
 * A JVM in a network namespace of its own, with a server there. It takes the network down, or stops
 * all processes of the server, while it uses keys, and says {@code !text} for each use of a key
 * that was not to be, and how many milliseconds after the cut the first use was refused.
 */
final class NetworkCut {
    private NetworkCut() {}

    /** Something done to the server. */
    private interface Step {
        void run() throws Exception;
    }

    /** Arguments: a directory. */
    public static void main(String[] args) throws Exception {
        run("ip", "link", "set", "lo", "up");
        try (PostgresServer server = PostgresServer.start()) {
            for (Duration staleness : List.of(Duration.ofMillis(500), Duration.ZERO)) {
                var address =
                        new PostgresAddress(
                                server.url(),
                                null,
                                null,
                                "cut" + staleness.toMillis(),
                                staleness,
                                Duration.ZERO,
                                Path.of(args[0]).resolve("at" + staleness.toMillis()));
                try (Opened opened = Opened.at(address)) {
                    opened.put(cmk("a"));
                    cut(
                            opened,
                            staleness,
                            () -> run("ip", "link", "set", "lo", "down"),
                            () -> run("ip", "link", "set", "lo", "up"));
                    List<String> processes = processes(server);
                    cut(
                            opened,
                            staleness,
                            () -> signal("-STOP", processes),
                            () -> signal("-CONT", processes));
                }
            }
        }
    }

    private static void cut(Opened opened, Duration staleness, Step cut, Step mend)
            throws Exception {
        use(opened);
        cut.run();
        long begin = System.nanoTime();
        try {
            while (true) {
                long asked = System.nanoTime();
                use(opened);
                if (asked - begin > staleness.toNanos()) {
                    System.out.println("!used a key " + millis(asked - begin) + " ms after");
                    break;
                }
            }
        } catch (KmsException e) {
            check(e);
            System.out.println("refused " + millis(System.nanoTime() - begin));
        } finally {
            mend.run();
        }
        while (true) {
            try {
                use(opened);
                opened.put(cmk());
                return;
            } catch (KmsException e) {
                check(e);
            }
        }
    }

    private static void check(KmsException e) {
        if (e.code() != KmsErrorCode.SERVICE_UNAVAILABLE_TEMPORARY) {
            System.out.println("!" + e.getMessage());
        }
    }

    private static void use(Opened opened) {
        if (opened.store().hasChanges()) {
            opened.store().pull();
        }
    }

    private static long millis(long nanos) {
        return Duration.ofNanos(nanos).toMillis();
    }

    /** The one that takes connections first. */
    private static List<String> processes(PostgresServer server) throws SQLException {
        try (Connection connection = PostgresServer.connect(server.url());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
            row.next();
            ProcessHandle first =
                    ProcessHandle.of(row.getLong(1)).flatMap(ProcessHandle::parent).orElseThrow();
            return Stream.concat(Stream.of(first), first.descendants())
                    .map(process -> Long.toString(process.pid()))
                    .toList();
        }
    }

    private static void signal(String signal, List<String> processes)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("kill", signal));
        command.addAll(processes);
        // The one that asked for the processes has ended.
        new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
    }

    private static void run(String... command) throws IOException, InterruptedException {
        if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
            throw new IllegalStateException(String.join(" ", command) + " failed");
        }
    }
}
