package org.kmsjca.conformance.consumers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** The other TLS implementation, which must be installed. */
final class OpenSsl {
    private OpenSsl() {}

    /** A command line of openssl. */
    static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        return command;
    }

    /** A handshake as a client that trusts one certificate and hangs up then. */
    static Outcome connect(int port, Path trusted, String... options) throws Exception {
        requireInstalled(trusted.getParent());
        List<String> command =
                command("s_client", "-connect", "127.0.0.1:" + port, "-servername", "localhost");
        command.addAll(List.of("-CAfile", trusted.toString()));
        command.addAll(List.of("-verify_return_error", "-brief"));
        command.addAll(List.of(options));
        return Processes.run(trusted.getParent(), command);
    }

    static void requireInstalled(Path directory) throws InterruptedException {
        try {
            Processes.run(directory, command("version"));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "openssl is needed: install it with 'apt-get install openssl'", e);
        }
    }

    static Path write(Path file, Certificate certificate) throws Exception {
        return pem(file, "CERTIFICATE", certificate.getEncoded());
    }

    static Path write(Path file, Key privateKey) throws IOException {
        return pem(file, "PRIVATE KEY", privateKey.getEncoded());
    }

    private static Path pem(Path file, String label, byte[] encoded) throws IOException {
        byte[] newLine = "\n".getBytes(StandardCharsets.US_ASCII);
        return Files.writeString(
                file,
                "-----BEGIN "
                        + label
                        + "-----\n"
                        + Base64.getMimeEncoder(64, newLine).encodeToString(encoded)
                        + "\n-----END "
                        + label
                        + "-----\n");
    }
}
