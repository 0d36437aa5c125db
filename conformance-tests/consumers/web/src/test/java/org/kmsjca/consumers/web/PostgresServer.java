package org.kmsjca.consumers.web;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import org.kmsjca.consumers.support.Authority;
import org.kmsjca.consumers.support.Command;
import org.kmsjca.consumers.support.FreePort;

/** A PostgreSQL server whose users show certificates of the authority with their name. */
final class PostgresServer implements AutoCloseable {
    private static final Path INSTALLED = Path.of("/usr/lib/postgresql");

    private final int port = FreePort.find();
    private final Path programs = programs();
    private final Path directory = Files.createTempDirectory("kms-postgres");

    private PostgresServer() throws IOException {}

    /** The programs of the newest version that is installed. */
    private static Path programs() throws IOException {
        try (Stream<Path> versions = Files.list(INSTALLED)) {
            return versions.filter(version -> Files.exists(version.resolve("bin/initdb")))
                    .max(Comparator.comparing(PostgresServer::number))
                    .orElseThrow()
                    .resolve("bin");
        } catch (NoSuchFileException | NoSuchElementException e) {
            throw new AssertionError("PostgreSQL is missing: run bash .ci/setup test", e);
        }
    }

    private static Integer number(Path directory) {
        return Integer.valueOf(directory.getFileName().toString());
    }

    static PostgresServer start() throws IOException, GeneralSecurityException {
        PostgresServer server = new PostgresServer();
        server.handOver();
        server.run("initdb", "-D", server.data(), "-U", "postgres", "-A", "trust", "--no-sync");
        server.configure();
        server.handOver();
        server.run("pg_ctl", "-D", server.data(), "-w", "-l", server.data() + "/log", "start");
        return server;
    }

    private String data() {
        return directory.resolve("data").toString();
    }

    private void configure() throws IOException, GeneralSecurityException {
        KeyPairGenerator pairs = KeyPairGenerator.getInstance("RSA", "SunRsaSign");
        pairs.initialize(2048);
        KeyPair pair = pairs.generateKeyPair();
        write(
                "server.key",
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded())
                        + "\n-----END PRIVATE KEY-----\n");
        Files.setPosixFilePermissions(
                Path.of(data(), "server.key"), PosixFilePermissions.fromString("rw-------"));
        Authority authority = Authority.get();
        write("server.crt", Files.readString(authority.issueFile("database", pair.getPublic())));
        write("authority.crt", Files.readString(authority.file()));
        write("pg_hba.conf", "local all all trust\nhostssl all all localhost cert\n");
        write(
                "postgresql.auto.conf",
                """
                listen_addresses = 'localhost'
                port = %d
                unix_socket_directories = '%s'
                ssl = on
                ssl_ca_file = 'authority.crt'
                fsync = off
                """
                        .formatted(port, directory));
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(Path.of(data(), name), text);
    }

    /** PostgreSQL does not run as root: a root gives it another user's directory. */
    private void handOver() {
        if (isRoot()) {
            Command.run(directory, "chown", "-R", "postgres:", directory.toString());
        }
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private void run(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of("runuser", "-u", "postgres", "--"));
        }
        command.add(programs.resolve(program).toString());
        command.addAll(List.of(arguments));
        Command.run(directory, command.toArray(String[]::new));
    }

    /** Makes a user without a password. */
    void createUser(String name) {
        run("createuser", "-h", directory.toString(), "-p", "" + port, "-U", "postgres", name);
    }

    String url() {
        return "jdbc:postgresql://localhost:" + port + "/postgres";
    }

    @Override
    public void close() throws IOException {
        run("pg_ctl", "-D", data(), "-m", "immediate", "stop");
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
