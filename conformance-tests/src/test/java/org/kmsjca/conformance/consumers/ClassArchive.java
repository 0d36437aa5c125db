package org.kmsjca.conformance.consumers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An archive of the classes that keytool and the provider load, from which the child JVMs of these
 * tests start with two thirds of the work. Made once for each JVM with tests. From Java 19 on the
 * JVM does not take an archive of a tool for another program.
 */
final class ClassArchive {
    private ClassArchive() {}

    /** For JVMs with the jars as class path, before which nothing stands. */
    static List<String> options() {
        return Runtime.version().feature() < 19
                ? List.of("-XX:SharedArchiveFile=" + Made.FILE)
                : List.of();
    }

    private static final class Made {
        static final Path FILE = make();

        private static Path make() {
            try {
                Path directory = Files.createTempDirectory("kms-classes");
                Path file = directory.resolve("classes.jsa");
                try (KmsHome home = new KmsHome(directory.resolve("home"))) {
                    List<String> command = new ArrayList<>(JarPath.plainTool("keytool"));
                    for (String option :
                            List.of(
                                    "-XX:ArchiveClassesAtExit=" + file,
                                    "-cp",
                                    JarPath.jars(),
                                    "--add-modules=java.sql",
                                    "-Djava.security.properties=" + home.securityFile())) {
                        command.add("-J" + option);
                    }
                    command.addAll(List.of("-genkeypair", "-keyalg", "EC", "-dname", "CN=archive"));
                    command.addAll(
                            List.of("-keystore", "NONE", "-storetype", "KMS", "-storepass", "no"));
                    Processes.succeed(directory, command);
                }
                file.toFile().deleteOnExit();
                return file;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }
}
