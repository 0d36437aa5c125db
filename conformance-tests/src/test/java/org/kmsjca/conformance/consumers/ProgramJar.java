package org.kmsjca.conformance.consumers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/** A program of these tests as a jar, for {@code java -jar} or as a module. */
final class ProgramJar {
    private ProgramJar() {}

    /**
     * @param more files beside the program's package, such as a module's descriptor
     */
    static Path write(Path file, Class<?> program, Path... more) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, program.getName());
        String folder = program.getPackageName().replace('.', '/') + "/";
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file), manifest)) {
            for (Path classFile : classFiles(Path.of(JarPath.programs()).resolve(folder))) {
                jar.putNextEntry(new JarEntry(folder + classFile.getFileName()));
                Files.copy(classFile, jar);
            }
            for (Path each : more) {
                jar.putNextEntry(new JarEntry(each.getFileName().toString()));
                Files.copy(each, jar);
            }
        }
        return file;
    }

    private static List<Path> classFiles(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".class")).toList();
        }
    }
}
