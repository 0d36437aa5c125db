package org.kmsjca.store;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** The name of this program among the connections of a database: version, host, process. */
final class ApplicationName {
    /** What all of them begin with. */
    static final String PREFIX = "kms ";

    /** PostgreSQL cuts what is longer. */
    private static final int LONGEST = 63;

    static final String OWN = make();

    private ApplicationName() {}

    private static String make() {
        String version = ApplicationName.class.getPackage().getImplementationVersion();
        String name =
                PREFIX
                        + (version == null ? "-" : version)
                        + " "
                        + host()
                        + " "
                        + ProcessHandle.current().pid();
        return name.length() <= LONGEST ? name : name.substring(0, LONGEST);
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown-host";
        }
    }
}
