package org.kmsjca.conformance.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** The Java blocks of a page: a class becomes a file of its name, statements a program. */
final class JavaBlocks {
    private static final Pattern CLASS = Pattern.compile("(?m)^public class (\\w+)");
    private static final List<String> PACKAGES =
            List.of(
                    "java.io",
                    "java.nio.file",
                    "java.security",
                    "java.util",
                    "javax.crypto",
                    "javax.net.ssl",
                    "org.kmsjca");
    private static final String PROGRAM =
            """
            public class %s {
                public static void main(String[] arguments) throws Exception {
                    Security.addProvider(new KmsProvider());
                    %s
                    %s
                }
            }
            """;

    private final Path directory;
    private final Map<Block, String> commands = new HashMap<>();

    /**
     * Writes and compiles them.
     *
     * @param directory where the page's shell runs
     * @param classPath what a user has
     */
    JavaBlocks(Page page, Path directory, String classPath) throws IOException {
        this.directory = directory;
        Path sources = Files.createDirectory(directory.resolve(".blocks"));
        List<Path> programs = new ArrayList<>();
        String prelude = "";
        for (Block block : page.blocks()) {
            if (block.kind() == Block.Kind.PRELUDE) {
                prelude = block.text();
            } else if (block.kind() == Block.Kind.JAVA) {
                programs.add(write(sources, block, prelude));
                prelude = "";
            }
        }
        if (!programs.isEmpty()) {
            compile(page, programs, sources, classPath);
        }
    }

    private Path write(Path sources, Block block, String prelude) throws IOException {
        Matcher named = CLASS.matcher(block.text());
        if (named.find()) {
            // The page's own commands run it.
            commands.put(block, "");
            return Files.writeString(directory.resolve(named.group(1) + ".java"), block.text());
        }
        String name = "Line" + block.line();
        commands.put(block, "java -cp 'lib/*:.blocks' " + name + "\n");
        return Files.writeString(
                sources.resolve(name + ".java"),
                imports() + PROGRAM.formatted(name, prelude, block.text()));
    }

    private static String imports() {
        return PACKAGES.stream().map("import %s.*;%n"::formatted).collect(Collectors.joining());
    }

    private static void compile(Page page, List<Path> programs, Path classes, String classPath)
            throws IOException {
        JavaCompiler compiler =
                Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "needs a JDK");
        StringWriter said = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<String> options =
                    List.of("-cp", classPath, "-d", classes.toString(), "-proc:none");
            boolean compiled =
                    compiler.getTask(
                                    said,
                                    files,
                                    null,
                                    options,
                                    null,
                                    files.getJavaFileObjectsFromPaths(programs))
                            .call();
            assertThat(compiled).as("Java of %s:%n%s", page.name(), said).isTrue();
        }
    }

    /** The line of the shell that runs the block; empty for a class, which the page runs itself. */
    String command(Block block) {
        return Objects.requireNonNull(commands.get(block));
    }
}
