package org.kmsjca.conformance.consumers;

import javax.net.ssl.SSLContext;

/** A client that takes its key from the system properties javax.net.ssl. Arguments: port. */
final class HttpsClientProgram {
    private HttpsClientProgram() {}

    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(arguments[0]);
        SSLContext context = SSLContext.getDefault();
        for (String protocol : arguments[1].split(",")) {
            Answers.print(protocol, () -> Https.get(context, port, protocol));
        }
    }
}
