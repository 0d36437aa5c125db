package org.kmsjca.consumers.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.kmsjca.ProtectionLevel;

/**
 * A library of the table: what a test class found of it. When all attempts of the class ended as
 * the test says, the row of the library is written to the directory {@code consumers.rows}. An
 * attempt that ends otherwise fails the class at its end, so that one run tells of all of them.
 */
public final class Consumer implements AfterAllCallback {
    private static final Pattern VERSION = Pattern.compile("-(\\d[^/]*?)(?:-linux-x86_64)?\\.jar$");

    private final String name;
    private final String version;
    private final String lines;
    private final Set<String> works = new TreeSet<>();
    private final Set<String> refused = new TreeSet<>();
    private final List<AssertionError> unexpected = new ArrayList<>();

    private Consumer(String name, String version, String lines) {
        this.name = name;
        this.version = version;
        this.lines = lines;
    }

    /** A library with one of its classes, which tells the version, and the lines that it needs. */
    public static Consumer of(String name, Class<?> type, String... lines) {
        return new Consumer(name, versionOf(type), Lines.of(lines));
    }

    /** A consumer that no jar on the class path is: one of the JDK, or a command. */
    public static Consumer of(String name, String version, String... lines) {
        return new Consumer(name, version, Lines.of(lines));
    }

    /** The version in the name of the jar that a class comes from. */
    public static String versionOf(Class<?> type) {
        String jar = type.getProtectionDomain().getCodeSource().getLocation().getPath();
        Matcher matcher = VERSION.matcher(jar);
        assertThat(matcher.find()).as("a version in %s", jar).isTrue();
        return matcher.group(1);
    }

    /** Asks for something that has to work. */
    public void works(String what, Attempt attempt) {
        if (succeeds(what, attempt)) {
            works.add(what);
        }
    }

    /** Asks for something that has to work with CMKs of each protection level. */
    public void worksAtBothLevels(String what, LevelAttempt attempt) {
        boolean all = true;
        for (ProtectionLevel level : List.of(ProtectionLevel.SOFTWARE, ProtectionLevel.HSM)) {
            all &= succeeds(what + " at level " + level, () -> attempt.run(level));
        }
        if (all) {
            works.add(what + " (HSM too)");
        }
    }

    private boolean succeeds(String what, Attempt attempt) {
        Throwable failure = failureOf(attempt);
        if (failure == null) {
            return true;
        }
        unexpected.add(new AssertionError("does not work: " + what + ": " + failure, failure));
        return false;
    }

    /**
     * Asks for something that has to fail. An exception, or one of its causes, has to be of the
     * class and with the words that {@code error} has, as in {@code "InvalidKeyException: no"}.
     */
    public void doesNotWork(String what, String error, Attempt attempt) {
        Throwable failure = failureOf(attempt);
        if (failure == null) {
            unexpected.add(new AssertionError("works: " + what + ", in place of: " + error));
        } else if (causes(failure).noneMatch(cause -> cause.contains(error))) {
            unexpected.add(
                    new AssertionError(
                            what + ": fails otherwise than " + error + ": " + failure, failure));
        } else {
            refused.add(what + ": `" + error + "`");
        }
    }

    private static Stream<String> causes(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .limit(20)
                .map(cause -> cause.getClass().getSimpleName() + ": " + cause.getMessage());
    }

    private static @Nullable Throwable failureOf(Attempt attempt) {
        try {
            attempt.run();
            return null;
        } catch (Exception | LinkageError | AssertionError e) {
            return e;
        }
    }

    /** Fails with all that was otherwise than the tests say, or writes the row. */
    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        if (!unexpected.isEmpty()) {
            AssertionError all = new AssertionError(name + " " + version + ": " + unexpected);
            unexpected.forEach(all::addSuppressed);
            throw all;
        }
        String row =
                Stream.of(name, version, join(works), join(refused), lines)
                        .map(cell -> cell.replace("|", "\\|"))
                        .collect(Collectors.joining(" | ", "| ", " |"));
        String directory = Objects.requireNonNull(System.getProperty("consumers.rows"));
        Path file = Path.of(directory).resolve((name + " " + version).replace('/', '-') + ".row");
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, row + "\n");
    }

    private static String join(Set<String> cells) {
        return cells.isEmpty() ? "–" : String.join("; ", cells);
    }
}
