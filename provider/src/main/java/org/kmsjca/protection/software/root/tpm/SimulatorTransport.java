package org.kmsjca.protection.software.root.tpm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;

/** The command port of Microsoft's simulator, which frames commands and responses. */
final class SimulatorTransport extends SocketTransport {
    private static final int SEND_COMMAND = 8;
    private static final int SESSION_END = 20;
    private static final byte LOCALITY = 0;

    SimulatorTransport(String host, int port, Duration answerTimeout) throws IOException {
        super(host, port, answerTimeout);
    }

    @Override
    public byte[] exchange(byte[] command) throws IOException {
        byte[] frame =
                ByteBuffer.allocate(Integer.BYTES + 1 + Integer.BYTES + command.length)
                        .putInt(SEND_COMMAND)
                        .put(LOCALITY)
                        .putInt(command.length)
                        .put(command)
                        .array();
        try {
            send(frame);
        } finally {
            Arrays.fill(frame, (byte) 0);
        }
        byte[] response = new byte[responseSize(in().readInt())];
        in().readFully(response);
        int end = in().readInt();
        if (end != 0) {
            throw new IOException("the simulator ended the response with " + end);
        }
        return response;
    }

    @Override
    public void close() {
        try {
            send(ByteBuffer.allocate(Integer.BYTES).putInt(SESSION_END).array());
        } catch (IOException alreadyGone) {
            // closing it is all that is left
        } finally {
            super.close();
        }
    }
}
