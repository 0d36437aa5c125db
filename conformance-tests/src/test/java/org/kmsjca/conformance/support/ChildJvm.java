package org.kmsjca.conformance.support;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.Driver;
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
        ProcessBuilder builder =
                new ProcessBuilder(command(main, jvmOptions, List.of(), arguments))
                        .redirectErrorStream(true);
        for (String variable : environment) {
            int sign = variable.indexOf('=');
            builder.environment().put(variable.substring(0, sign), variable.substring(sign + 1));
        }
        return builder.start();
    }

    /**
     * The command that starts it.
     *
     * @param more classes whose jars it needs besides
     */
    public static List<String> command(
            Class<?> main, List<String> jvmOptions, List<Class<?>> more, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")); // a short run
        command.addAll(jvmOptions);
        if (Runtime.version().feature() >= 22) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(List.of("-cp", classPath(main, more), main.getName()));
        command.addAll(List.of(arguments));
        return command;
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

    private static String classPath(Class<?> main, List<Class<?>> more) {
        List<String> path = new ArrayList<>();
        path.add(System.getProperty("kms.classpath"));
        path.add(placeOf(PKCS11Module.class));
        if (Stores.isPostgres()) {
            path.add(placeOf(Driver.class));
        }
        path.add(placeOf(main));
        more.forEach(each -> path.add(placeOf(each)));
        return String.join(File.pathSeparator, path);
    }

    private static String placeOf(Class<?> any) {
        try {
            return Path.of(any.getProtectionDomain().getCodeSource().getLocation().toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
