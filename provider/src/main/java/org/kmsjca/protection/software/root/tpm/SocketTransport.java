package org.kmsjca.protection.software.root.tpm;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * A TPM behind a TCP port: swtpm's command port, where commands and responses follow each other.
 */
class SocketTransport implements TpmTransport {
    private static final int CONNECT_TIMEOUT_MILLIS = 5_000;
    private static final int HEADER = 10;
    private static final int SIZE_OFFSET = 2;

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;

    SocketTransport(String host, int port, Duration answerTimeout) throws IOException {
        socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(Math.toIntExact(answerTimeout.toMillis()));
            socket.connect(new InetSocketAddress(host, port), CONNECT_TIMEOUT_MILLIS);
            in = new DataInputStream(socket.getInputStream());
            out = socket.getOutputStream();
        } catch (Throwable e) {
            socket.close();
            throw e;
        }
    }

    @Override
    public byte[] exchange(byte[] command) throws IOException {
        send(command);
        byte[] header = new byte[HEADER];
        in.readFully(header);
        int size = responseSize(ByteBuffer.wrap(header).getInt(SIZE_OFFSET));
        byte[] response = ByteBuffer.allocate(size).put(header).array();
        in.readFully(response, HEADER, size - HEADER);
        return response;
    }

    /** Sends as one segment. */
    final void send(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    final DataInputStream in() {
        return in;
    }

    static int responseSize(int size) throws IOException {
        if (size < HEADER || size > MAXIMUM_SIZE) {
            throw new IOException("the TPM announced a response of " + size + " bytes");
        }
        return size;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
