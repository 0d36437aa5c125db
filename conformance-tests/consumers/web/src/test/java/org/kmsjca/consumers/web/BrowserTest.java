package org.kmsjca.consumers.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kmsjca.KeySpec;
import org.kmsjca.ProtectionLevel;
import org.kmsjca.consumers.support.Authority;
import org.kmsjca.consumers.support.Cmk;
import org.kmsjca.consumers.support.Command;
import org.kmsjca.consumers.support.TestKms;
import org.kmsjca.consumers.support.Tls;

/** Chromium, which trusts the authority and nothing else, at a server whose key is a CMK. */
class BrowserTest {
    private static final String PAGE = "<p>signed by a CMK</p>";

    private static Path home;

    @BeforeAll
    static void trustTheAuthority() throws Exception {
        home = Files.createDirectories(TestKms.get().directory().resolve("browser"));
        Path database = Files.createDirectories(home.resolve(".pki/nssdb"));
        String name = "sql:" + database;
        Command.run(home, "certutil", "-N", "-d", name, "--empty-password");
        String certificate = Authority.get().file().toString();
        Command.run(
                home,
                "certutil",
                "-A",
                "-d",
                name,
                "-t",
                "C,,",
                "-n",
                "authority",
                "-i",
                certificate);
    }

    private static String shown(int port) {
        return Command.run(
                home,
                "env",
                "HOME=" + home,
                "chromium-headless-shell",
                "--headless",
                "--no-sandbox", // which root cannot have
                "--disable-gpu",
                "--user-data-dir=" + home.resolve("data"),
                "--dump-dom",
                "https://localhost:" + port + "/");
    }

    @ParameterizedTest
    @CsvSource({"EC_P256, SOFTWARE", "EC_P256, HSM", "RSA_2048, SOFTWARE", "RSA_2048, HSM"})
    void showsThePage(KeySpec spec, ProtectionLevel level) throws Exception {
        Cmk cmk = Cmk.of(spec, level);
        InetAddress localhost = InetAddress.getByName("localhost");
        HttpsServer server = HttpsServer.create(new InetSocketAddress(localhost, 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(Tls.context(cmk)));
        server.createContext(
                "/",
                exchange -> {
                    byte[] page = PAGE.getBytes(StandardCharsets.US_ASCII);
                    exchange.getResponseHeaders().set("Content-Type", "text/html");
                    exchange.sendResponseHeaders(200, page.length);
                    exchange.getResponseBody().write(page);
                    exchange.close();
                });
        server.start();
        try {
            assertThat(shown(server.getAddress().getPort())).contains(PAGE);
        } finally {
            server.stop(0);
        }
    }
}
