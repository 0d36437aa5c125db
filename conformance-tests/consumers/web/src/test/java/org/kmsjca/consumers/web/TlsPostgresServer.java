package org.kmsjca.consumers.web;

import java.io.IOException;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.sql.SQLException;
import java.util.Base64;
import org.kmsjca.consumers.support.Authority;
import org.kmsjca.testing.PostgresServer;

/** A PostgreSQL server whose users show certificates of the authority with their name. */
final class TlsPostgresServer implements AutoCloseable {
    private final PostgresServer server = PostgresServer.start();

    TlsPostgresServer() throws IOException, GeneralSecurityException {
        KeyPairGenerator pairs = KeyPairGenerator.getInstance("RSA", "SunRsaSign");
        pairs.initialize(2048);
        KeyPair pair = pairs.generateKeyPair();
        Authority authority = Authority.get();
        server.put(
                "server.key",
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded())
                        + "\n-----END PRIVATE KEY-----\n");
        server.put(
                "server.crt", Files.readString(authority.issueFile("database", pair.getPublic())));
        server.put("authority.crt", Files.readString(authority.file()));
        server.put(
                "pg_hba.conf",
                "host all postgres 127.0.0.1/32 trust\nhostssl all all localhost cert\n");
        server.configure("ssl=on", "ssl_ca_file='authority.crt'");
        server.stop("fast");
        server.launch();
    }

    /** Makes a user without a password. */
    void createUser(String name) throws SQLException {
        server.sql("CREATE USER \"" + name + '"');
    }

    String url() {
        return "jdbc:postgresql://localhost:" + server.port() + "/postgres";
    }

    @Override
    public void close() {
        server.close();
    }
}
