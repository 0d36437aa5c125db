package org.kmsjca.conformance.support;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.xipki.pkcs11.wrapper.PKCS11Module;

/** Starts a main class of the tests in a JVM of its own, which has only the library beside it. */
public final class ChildJvm {
    private ChildJvm() {}

    /** Starts it; what it writes to standard error comes with its output. */
    public static Process start(Class<?> main, List<String> jvmOptions, String... arguments)
            throws IOException {
        return start(main, jvmOptions, List.of(), arguments);
    }

    /** Starts it with further variables in its environment, each {@code NAME=value}. */
    public static Process start(
            Class<?> main, List<String> jvmOptions, List<String> environment, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        if (Runtime.version().feature() >= 22) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(List.of("-cp", classPath(main), main.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        for (String variable : environment) {
            int sign = variable.indexOf('=');
            builder.environment().put(variable.substring(0, sign), variable.substring(sign + 1));
        }
        return builder.start();
    }

    /** Runs it to its end and gives the lines that it wrote. */
    public static List<String> run(Class<?> main, List<String> jvmOptions, String... arguments)
            throws IOException {
        return lines(start(main, jvmOptions, arguments));
    }

    /** What it writes until its end. */
    public static List<String> lines(Process process) throws IOException {
        try (var reader = process.inputReader()) {
            return reader.lines().toList();
        }
    }

    private static String classPath(Class<?> main) {
        try {
            Path tests = Path.of(main.getProtectionDomain().getCodeSource().getLocation().toURI());
            Path wrapper =
                    Path.of(
                            PKCS11Module.class
                                    .getProtectionDomain()
                                    .getCodeSource()
                                    .getLocation()
                                    .toURI());
            return String.join(
                    File.pathSeparator,
                    System.getProperty("kms.classpath"),
                    wrapper.toString(),
                    tests.toString());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
