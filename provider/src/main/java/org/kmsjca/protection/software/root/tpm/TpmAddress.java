package org.kmsjca.protection.software.root.tpm;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a TPM is: the value of {@code tpm.device}.
 *
 * @param text {@code /dev/tpmrm0}, {@code swtpm:host:port} or {@code mssim:host:port}
 */
record TpmAddress(String text) {
    private static final Pattern SOCKET = Pattern.compile("(swtpm|mssim):([^:]+):([0-9]{1,5})");

    TpmAddress {
        if (!text.startsWith("/") && !SOCKET.matcher(text).matches()) {
            throw new IllegalArgumentException("not a TPM's address: " + text);
        }
    }

    boolean isFile() {
        return text.startsWith("/");
    }

    Path file() {
        return Path.of(text);
    }

    TpmTransport connect(Duration answerTimeout) throws IOException {
        Matcher socket = SOCKET.matcher(text);
        if (!socket.matches()) {
            return new DeviceFileTransport(file());
        }
        String host = socket.group(2);
        int port = Integer.parseInt(socket.group(3));
        return socket.group(1).equals("swtpm")
                ? new SocketTransport(host, port, answerTimeout)
                : new SimulatorTransport(host, port, answerTimeout);
    }

    @Override
    public String toString() {
        return text;
    }
}
