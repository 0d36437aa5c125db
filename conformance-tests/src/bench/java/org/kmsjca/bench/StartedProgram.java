package org.kmsjca.bench;

import java.security.MessageDigest;
import java.security.Security;

/** What {@link StartUpBenchmark} starts. */
public final class StartedProgram {
    private StartedProgram() {}

    public static void main(String[] args) throws Exception {
        switch (args[0]) {
            case "digest" -> MessageDigest.getInstance("SHA-256");
            case "providers" -> Security.getProviders();
            default -> {
                // nothing
            }
        }
    }
}
