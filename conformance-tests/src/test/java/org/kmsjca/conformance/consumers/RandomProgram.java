package org.kmsjca.conformance.consumers;

import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.util.Arrays;
import javax.net.ssl.SSLContext;

/** Asks a JVM for random numbers, by no name and by ours. */
final class RandomProgram {
    private RandomProgram() {}

    public static void main(String[] arguments) {
        Answers.print("first", () -> Security.getProviders()[0].getName());
        Answers.print("unnamed", () -> origin(new SecureRandom()));
        Answers.print("strong", () -> origin(SecureRandom.getInstanceStrong()));
        Answers.print("TLS", () -> SSLContext.getDefault().getProvider().getName());
        Answers.print(
                "listed",
                () -> {
                    Provider kms = Security.getProvider("KMS");
                    return kms.getServices().stream()
                            .map(Provider.Service::getType)
                            .anyMatch("SecureRandom"::equals);
                });
        Answers.print(
                "entries",
                () ->
                        Security.getProvider("KMS").stringPropertyNames().stream()
                                .anyMatch(name -> name.startsWith("SecureRandom.")));
        for (String name : new String[] {"KMS", "KMS-TPM"}) {
            Answers.print(name, () -> origin(SecureRandom.getInstance(name)));
            Answers.print(name + " of it", () -> origin(SecureRandom.getInstance(name, "KMS")));
        }
        Answers.print("numbers", () -> differ(SecureRandom.getInstance("KMS")));
        Answers.print("parameters", RandomProgram::withParameters);
    }

    private static String origin(SecureRandom random) {
        return random.getProvider().getName() + " " + random.getAlgorithm();
    }

    private static boolean differ(SecureRandom random) {
        byte[] one = new byte[32];
        byte[] other = new byte[32];
        random.nextBytes(one);
        random.setSeed(7);
        random.nextBytes(other);
        return !Arrays.equals(one, other) && random.generateSeed(9).length == 9;
    }

    private static String withParameters() throws Exception {
        return origin(
                SecureRandom.getInstance(
                        "KMS",
                        java.security.DrbgParameters.instantiation(
                                128, java.security.DrbgParameters.Capability.NONE, null)));
    }
}
