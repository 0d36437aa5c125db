package org.kmsjca.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.postgresql.Driver;

/**
 * A PostgreSQL server of the tests, real and with {@code fsync=on}, as an ordinary user. One for
 * all tests of a JVM, unless a test stops its own. It ends with the JVM.
 */
public final class PostgresServer implements AutoCloseable {
    private static final String SUPERUSER = "postgres";

    private final Path directory;
    private final int port;

    private PostgresServer(Path directory, int port) {
        this.directory = directory;
        this.port = port;
    }

    private static final class Shared {
        static final PostgresServer SERVER = start();
    }

    /** The server that the tests of this JVM share. */
    public static PostgresServer shared() {
        return Shared.SERVER;
    }

    /** Another server, which its test may stop. */
    public static PostgresServer start() {
        try {
            PostgresServer server = make();
            server.run(
                    "initdb",
                    "--auth=trust",
                    "--encoding=UTF8",
                    "--no-locale",
                    "--no-instructions",
                    "--no-sync",
                    "--username=" + SUPERUSER,
                    "--pgdata=" + server.data());
            server.configure(
                    "listen_addresses='127.0.0.1'",
                    "unix_socket_directories=''",
                    "port=" + server.port,
                    "max_connections=200",
                    "shared_buffers=64MB",
                    "fsync=on");
            server.launch();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PostgresServer make() throws IOException {
        Path directory = Files.createTempDirectory("kms-postgres");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        PostgresServer server = new PostgresServer(directory, freePort());
        Runtime.getRuntime().addShutdownHook(new Thread(server::close));
        return server;
    }

    /** A standby that has what this server has now, and follows it once it is launched. */
    public PostgresServer standby() {
        try {
            PostgresServer standby = make();
            standby.run(
                    "pg_basebackup",
                    "--host=127.0.0.1",
                    "--port=" + port,
                    "--username=" + SUPERUSER,
                    "--write-recovery-conf",
                    "--checkpoint=fast",
                    "--no-sync",
                    "--pgdata=" + standby.data());
            standby.configure("port=" + standby.port);
            return standby;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes a standby a server that takes changes. */
    public void promote() {
        run("pg_ctl", "promote", "-w", "-D", data().toString());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Path data() {
        return directory.resolve("data");
    }

    /** Adds lines to the configuration, for the next start. */
    public void configure(String... lines) throws IOException {
        append("postgresql.conf", String.join("\n", lines) + "\n");
    }

    /** Puts a file of its own into its directory of data, or exchanges one. */
    public void put(String name, String text) throws IOException {
        command("rm", "-f", data().resolve(name).toString());
        append(name, text);
    }

    private void append(String name, String text) throws IOException {
        Path file = directory.resolve("lines");
        Files.writeString(file, text);
        command("sh", "-c", "umask 077; cat " + file + " >> " + data().resolve(name));
    }

    /** Starts it again after {@link #stop}. */
    public void launch() {
        run("pg_ctl", "start", "-w", "-D", data().toString(), "-l", directory + "/log");
    }

    /** Stops it; {@code immediate} is a crash. */
    public void stop(String mode) {
        run("pg_ctl", "stop", "-w", "-m", mode, "-D", data().toString());
    }

    /** The URL of its database, for the superuser. */
    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=" + SUPERUSER;
    }

    /** The port on 127.0.0.1. */
    public int port() {
        return port;
    }

    /** Runs statements as the superuser. */
    public void sql(String... statements) throws SQLException {
        sqlAs(url(), statements);
    }

    /** Runs statements as whoever the URL says. */
    public static void sqlAs(String url, String... statements) throws SQLException {
        try (Connection connection = connect(url);
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    /** A connection beside the KMS. */
    public static Connection connect(String url) throws SQLException {
        Connection connection = new Driver().connect(url, new Properties());
        if (connection == null) {
            throw new SQLException("no URL of PostgreSQL: " + url);
        }
        return connection;
    }

    @Override
    public void close() {
        if (Files.notExists(directory)) {
            return;
        }
        if (Files.exists(data().resolve("postmaster.pid"))) {
            stop("immediate");
        }
        command("rm", "-rf", data().toString());
        try {
            for (String left : List.of("log", "lines")) {
                Files.deleteIfExists(directory.resolve(left));
            }
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a program of PostgreSQL. */
    private void run(String program, String... arguments) {
        List<String> all = new ArrayList<>(List.of(programs().resolve(program).toString()));
        all.addAll(List.of(arguments));
        command(all.toArray(String[]::new));
    }

    /** PostgreSQL does not run as root. */
    private void command(String... words) {
        List<String> command = new ArrayList<>();
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("runuser", "-u", "postgres", "--"));
        }
        command.addAll(List.of(words));
        Path output = directory.resolve("log");
        try {
            Process process =
                    new ProcessBuilder(command)
                            .directory(directory.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(
                                    Files.exists(directory)
                                            ? ProcessBuilder.Redirect.DISCARD
                                            : ProcessBuilder.Redirect.INHERIT)
                            .start();
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException(
                        command + " failed" + (Files.exists(output) ? ", see " + output : ""));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Path programs() {
        Path all = Path.of("/usr/lib/postgresql");
        try (DirectoryStream<Path> versions = Files.newDirectoryStream(all)) {
            Path newest = null;
            for (Path version : versions) {
                if (newest == null || version.compareTo(newest) > 0) {
                    newest = version;
                }
            }
            if (newest != null) {
                return newest.resolve("bin");
            }
        } catch (IOException e) {
            // As where there is none.
        }
        throw new IllegalStateException("PostgreSQL is not there; run: bash .ci/setup test");
    }
}
