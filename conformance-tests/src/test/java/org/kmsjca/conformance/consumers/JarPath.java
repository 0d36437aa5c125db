package org.kmsjca.conformance.consumers;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The two ways in which a user puts the packaged jars into reach of a JVM. */
enum JarPath {
    CLASS_PATH,
    MODULE_PATH;

    /** The provider's jar and what it needs, as a path; the provider's jar stands first. */
    static String jars() {
        return Objects.requireNonNull(System.getProperty("kms.classpath"), "-Dkms.classpath");
    }

    /** The classes of these tests, among them the programs that child JVMs run. */
    static String programs() {
        try {
            return Path.of(
                            JarPath.class
                                    .getProtectionDomain()
                                    .getCodeSource()
                                    .getLocation()
                                    .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static String executable(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }

    /** A java command that runs the program; a security properties file stands before it. */
    List<String> java(Path securityFile, List<String> options, Class<?> program, Object... rest) {
        List<String> command = new ArrayList<>(List.of(executable("java")));
        command.addAll(quickStart());
        command.add("-Djava.security.properties=" + securityFile);
        command.addAll(options);
        if (this == CLASS_PATH) {
            command.addAll(ClassArchive.options());
            command.addAll(List.of("-cp", jars() + java.io.File.pathSeparator + programs()));
        } else {
            command.add("--module-path=" + modules());
            command.addAll(List.of("-cp", programs()));
        }
        command.add(program.getName());
        for (Object argument : rest) {
            command.add(argument.toString());
        }
        return command;
    }

    /** The start of a command of keytool or jarsigner; the tool's own arguments follow. */
    List<String> tool(String name) {
        List<String> command = plainTool(name);
        if (this == CLASS_PATH) {
            ClassArchive.options().forEach(option -> command.add("-J" + option));
            // The tools start without java.sql, and the class path does not ask for it.
            command.addAll(List.of("-J-cp", "-J" + jars(), "-J--add-modules=java.sql"));
        } else {
            command.add("-J--module-path=" + modules());
        }
        return command;
    }

    /** The same without our jars. */
    static List<String> plainTool(String name) {
        List<String> command = new ArrayList<>(List.of(executable(name)));
        quickStart().forEach(option -> command.add("-J" + option));
        return command;
    }

    static String modules() {
        return Objects.requireNonNull(System.getProperty("kms.modulepath"), "-Dkms.modulepath");
    }

    /** Halves the start of a short run; and messages are compared in English. */
    static List<String> quickStart() {
        return List.of(
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Duser.language=en",
                "-Duser.country=US");
    }
}
