package org.kmsjca.conformance.documentation;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** The clone that the tests run in. */
final class Repository {
    /** Directories that hold nothing of ours to read. */
    private static final Set<String> OTHERS = Set.of("target", "wycheproof", "node_modules");

    private Repository() {}

    static Path root() {
        Path folder = commandJar();
        while (!Files.exists(folder.resolve(".ci"))) {
            folder = Objects.requireNonNull(folder.getParent(), ".ci above kms.jar");
        }
        return folder;
    }

    /** The packaged command. */
    static Path commandJar() {
        return Path.of(Objects.requireNonNull(System.getProperty("kms.cli.jar"), "-Dkms.cli.jar"))
                .toAbsolutePath()
                .normalize();
    }

    /** All Markdown files, in the order of their names. */
    static List<Page> pages() throws IOException {
        Path root = root();
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(
                root,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path directory, BasicFileAttributes attributes) {
                        String name = directory.getFileName().toString();
                        boolean hidden = name.startsWith(".") && !directory.equals(root);
                        boolean others = hidden || OTHERS.contains(name);
                        return others ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        if (file.toString().endsWith(".md")) {
                            files.add(file);
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
        List<Page> pages = new ArrayList<>();
        for (Path file : files.stream().sorted().toList()) {
            pages.add(Page.read(file));
        }
        return pages;
    }
}
