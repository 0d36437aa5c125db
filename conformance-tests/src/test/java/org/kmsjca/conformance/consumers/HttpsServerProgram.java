package org.kmsjca.conformance.consumers;

import com.sun.net.httpserver.HttpsServer;
import javax.net.ssl.SSLContext;

/**
 * A server that takes its keys from the system properties javax.net.ssl, like any program. Prints
 * its port, and ends when its input does.
 */
final class HttpsServerProgram {
    private HttpsServerProgram() {}

    @SuppressWarnings("SystemOut") // how the server tells its port
    public static void main(String[] arguments) throws Exception {
        HttpsServer server = Https.serve(SSLContext.getDefault(), false);
        System.out.println(server.getAddress().getPort());
        System.in.read();
        server.stop(0);
    }
}
