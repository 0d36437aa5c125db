package org.kmsjca.consumers.support;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Ports for servers that have to be told theirs. */
public final class FreePort {
    /** Below those that systems give to clients, so that no connection takes it meanwhile. */
    private static final int FIRST = 20_000;

    private static final int END = 32_000;
    private static final int ATTEMPTS = 100;

    private FreePort() {}

    /** A port of localhost that nobody listens on. */
    public static int find() {
        @Nullable IOException taken = null;
        for (int i = 0; i < ATTEMPTS; i++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, END);
            try (ServerSocket trial = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return trial.getLocalPort();
            } catch (IOException e) {
                taken = e;
            }
        }
        throw new IllegalStateException("no free port from " + FIRST + " to " + END, taken);
    }
}
