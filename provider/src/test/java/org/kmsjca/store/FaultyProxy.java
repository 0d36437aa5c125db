package org.kmsjca.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Stands between the KMS and a server, and loses connections at the moments that tests name. */
final class FaultyProxy implements AutoCloseable {
    /** What happens when a word goes by. */
    enum Fault {
        /** The server never gets it. */
        LOST_QUESTION,

        /** The server gets it and does it; its answer is lost. */
        LOST_ANSWER
    }

    private final ServerSocket server;
    private final int target;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private volatile @Nullable Fault fault;
    private volatile String word = "";
    private volatile boolean refusing;
    private volatile boolean cut;
    private volatile boolean slowing;
    private volatile boolean weakening;

    FaultyProxy(int target) throws IOException {
        this.target = target;
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    String url() {
        return "jdbc:postgresql://127.0.0.1:"
                + server.getLocalPort()
                + "/postgres?user=postgres&sslmode=disable";
    }

    /** The next message that has the word is the last of its connection. */
    void lose(String nextWord, Fault nextFault) {
        word = nextWord;
        fault = nextFault;
    }

    /**
     * From now on each message takes its time, as far away as databases are.
     *
     * @param isWeak whether transactions are of the isolation that PostgreSQL has by default
     */
    void slow(boolean isWeak) {
        slowing = true;
        weakening = isWeak;
    }

    private void weaken(byte[] buffer, int length) {
        String text = new String(Arrays.copyOf(buffer, length), StandardCharsets.ISO_8859_1);
        byte[] weak =
                text.replace("REPEATABLE READ", "READ COMMITTED ")
                        .getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(weak, 0, buffer, 0, length);
    }

    boolean isArmed() {
        return fault != null;
    }

    /** As a network that is cut: nothing comes through, and nobody is told. */
    void cut(boolean isCut) {
        cut = isCut;
    }

    private void passCut() throws InterruptedException {
        while (cut && !server.isClosed()) {
            Thread.sleep(5);
        }
    }

    /** Ends all connections, and makes no more until the opposite is said. */
    void refuse(boolean isRefusing) {
        refusing = isRefusing;
        if (isRefusing) {
            sockets.forEach(FaultyProxy::close);
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                if (refusing) {
                    close(client);
                    continue;
                }
                Socket backend = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.add(client);
                sockets.add(backend);
                Connection connection = new Connection(client, backend);
                daemon(connection::questions);
                daemon(connection::answers);
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private final class Connection {
        private final Socket client;
        private final Socket backend;
        private volatile boolean mute;

        Connection(Socket client, Socket backend) {
            this.client = client;
            this.backend = backend;
        }

        private void questions() {
            byte[] buffer = new byte[64 * 1024];
            try (InputStream in = client.getInputStream();
                    OutputStream out = backend.getOutputStream()) {
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    String text =
                            new String(Arrays.copyOf(buffer, read), StandardCharsets.ISO_8859_1);
                    if (weakening) {
                        weaken(buffer, read);
                    }
                    passCut();
                    if (slowing) {
                        Thread.sleep(2);
                    }
                    Fault now = fault;
                    if (now != null && text.replaceAll("\"\\w+\"\\.", "").contains(word)) {
                        fault = null;
                        mute = true;
                        if (now == Fault.LOST_ANSWER) {
                            out.write(buffer, 0, read);
                            out.flush();
                            Thread.sleep(200); // it is done there
                        }
                        break;
                    }
                    out.write(buffer, 0, read);
                }
            } catch (IOException e) {
                // The other end is closed.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                close(client);
                close(backend);
            }
        }

        private void answers() {
            byte[] buffer = new byte[64 * 1024];
            try (InputStream in = backend.getInputStream();
                    OutputStream out = client.getOutputStream()) {
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    passCut();
                    if (!mute) {
                        out.write(buffer, 0, read);
                    }
                }
            } catch (IOException e) {
                // The other end is closed.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                close(client);
            }
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "faulty-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        sockets.forEach(FaultyProxy::close);
    }
}
