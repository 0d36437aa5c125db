package org.kmsjca.protection.software.root.tpm;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;

/** Stands between us and a software TPM and keeps every byte of both directions. */
class WireTap implements AutoCloseable {
    private final ServerSocket server;
    private final int target;
    private final ByteArrayOutputStream seen = new ByteArrayOutputStream();

    WireTap(int target) throws IOException {
        this.target = target;
        this.server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    String device() {
        return "swtpm:127.0.0.1:" + server.getLocalPort();
    }

    synchronized int size() {
        return seen.size();
    }

    synchronized boolean hasSeen(byte[] wanted) {
        byte[] all = seen.toByteArray();
        for (int start = 0; start + wanted.length <= all.length; start++) {
            if (Arrays.equals(all, start, start + wanted.length, wanted, 0, wanted.length)) {
                return true;
            }
        }
        return false;
    }

    /**
     * What the TPM's answer becomes on its way; here it stays as it is.
     *
     * @return null to break the connection off instead
     */
    byte[] fromTpm(byte[] answer) {
        return answer;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Socket tpm = new Socket(InetAddress.getLoopbackAddress(), target);
                start(() -> copy(client, tpm, false));
                start(() -> copy(tpm, client, true));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void copy(Socket from, Socket to, boolean answers) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[8192];
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                byte[] bytes = Arrays.copyOf(buffer, length);
                synchronized (this) {
                    seen.writeBytes(bytes);
                }
                byte[] passed = answers ? fromTpm(bytes) : bytes;
                if (passed == null) {
                    return;
                }
                out.write(passed);
                out.flush();
            }
        } catch (IOException ended) {
            return;
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "wire tap");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
