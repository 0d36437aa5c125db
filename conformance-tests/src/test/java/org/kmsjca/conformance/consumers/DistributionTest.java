package org.kmsjca.conformance.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.KmsProvider;
import org.kmsjca.conformance.support.Distribution;

/** The distribution, kms-VERSION.tar.gz, on a machine of somebody who unpacks it. */
class DistributionTest {
    private static final String PROVIDER_JAR = "lib/kms-jca-provider.jar";

    @TempDir private Path directory;

    /** Of all tests that are not about it; making an archive takes seconds. */
    private Path cache = Distribution.cache();

    private void useCacheOfItsOwn() {
        cache = directory.resolve("cache");
    }

    /** A cache in which the archive is that all tests use. */
    private Path copyCache(Path to) throws Exception {
        kms(kms(), javaHome(), "--version");
        Path shared = Distribution.cache();
        for (String file : files(shared)) {
            Path copy = to.resolve(file);
            Files.createDirectories(copy.getParent());
            Files.copy(shared.resolve(file), copy, StandardCopyOption.COPY_ATTRIBUTES);
        }
        return to;
    }

    private static List<String> files(Path root) throws IOException {
        try (Stream<Path> walk = Files.walk(root)) {
            return walk.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    /** The command by its path, with an empty home, and variables each {@code NAME=value}. */
    private Outcome kms(String program, List<String> variables, String... words)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(List.of(words));
        ProcessBuilder builder = Processes.builder(directory, command);
        builder.environment().keySet().removeAll(List.of("JAVA_HOME", "KMS_JAVA_OPTS"));
        builder.environment().put("HOME", directory.toString());
        builder.environment().put("XDG_CACHE_HOME", cache.toString());
        for (String variable : variables) {
            int sign = variable.indexOf('=');
            builder.environment().put(variable.substring(0, sign), variable.substring(sign + 1));
        }
        return Processes.run(builder);
    }

    private static List<String> javaHome() {
        return List.of("JAVA_HOME=" + System.getProperty("java.home"));
    }

    private static String kms() {
        return Distribution.home().resolve("bin/kms").toString();
    }

    @Test
    @Tag("once")
    void hasWhatItsReadersLookFor() throws Exception {
        assertThat(files(Distribution.home()))
                .contains(
                        "LICENSE",
                        "NOTICE",
                        "bin/kms",
                        "completions/kms.bash",
                        "completions/kms.fish",
                        "completions/kms.zsh",
                        "conf/java.security.sample",
                        "conf/kms.properties.sample",
                        "lib/ipkcs11wrapper.jar",
                        "lib/postgresql.jar",
                        PROVIDER_JAR,
                        "lib/sqlite-jdbc.jar",
                        "man/man1/kms.1",
                        "licenses/bouncycastle.md",
                        "licenses/TSS.Java.txt");
        assertThat(Files.readString(Distribution.home().resolve("NOTICE")))
                .contains("picocli", "Gson")
                .doesNotContain("${");
    }

    @Test
    @Tag("once")
    void everyJarOfOursHasOurLicence() throws Exception {
        Path target = Path.of(System.getProperty("kms.provider.jar")).resolveSibling("");
        List<Path> jars =
                new ArrayList<>(
                        List.of(Distribution.home().resolve("lib/command/kms-command.jar")));
        try (Stream<Path> built = Files.list(target)) {
            built.filter(file -> file.toString().matches(".*/kms[^/]*(?<!-classes)\\.jar"))
                    .forEach(jars::add);
        }
        assertThat(jars).hasSizeGreaterThan(3);
        for (Path file : jars) {
            try (JarFile jar = new JarFile(file.toFile())) {
                assertThat(jar.getEntry("META-INF/LICENSE")).as("licence in %s", file).isNotNull();
                assertThat(jar.getEntry("META-INF/NOTICE")).as("notices in %s", file).isNotNull();
            }
        }
    }

    @Test
    @Tag("once")
    void manualAndCompletionsNameTheCommands() throws Exception {
        for (String file :
                List.of(
                        "completions/kms.bash",
                        "completions/kms.fish",
                        "completions/kms.zsh",
                        "man/man1/kms.1")) {
            assertThat(Files.readString(Distribution.home().resolve(file)))
                    .as("%s", file)
                    .contains("schedule", "encrypt", "doctor");
        }
        Path completion = Distribution.home().resolve("completions/kms.bash");
        assertThat(Processes.run(directory, List.of("bash", "-n", completion.toString())).printed())
                .isEmpty();
    }

    /** What the command tells the JVM to compile first is there, in this JDK, too. */
    @Test
    void methodsThatAreCompiledFirstExist() throws Exception {
        String script = Files.readString(Path.of(kms()));
        Matcher methods =
                Pattern.compile("for method in 'GCTR\\.\\*' (\\w+)\\.(\\w+) (\\w+)\\.(\\w+);")
                        .matcher(script);
        assertThat(methods.find()).isTrue();
        assertThat(methodsOf("GCTR")).contains("update", "doFinal");
        assertThat(methodsOf(methods.group(1))).contains(methods.group(2));
        assertThat(methodsOf(methods.group(3))).contains(methods.group(4));
    }

    private static List<String> methodsOf(String name) throws ClassNotFoundException {
        return Stream.of(Class.forName("com.sun.crypto.provider." + name).getDeclaredMethods())
                .map(Method::getName)
                .toList();
    }

    @Test
    @Tag("once")
    void debianPackageHasTheSameUnderUsr() throws Exception {
        String version = Distribution.home().getFileName().toString().replace("kms-", "");
        Path deb = Distribution.archive().resolveSibling("kms-jca_" + version + "_all.deb");
        Path root = directory.resolve("root");
        Processes.succeed(directory, List.of("dpkg-deb", "-x", deb.toString(), root.toString()));

        assertThat(files(root.resolve("usr/share/kms"))).isEqualTo(files(Distribution.home()));
        Outcome ran = kms(root.resolve("usr/bin/kms").toString(), javaHome(), "--version");
        assertThat(ran.printed()).startsWith("kms " + version);
        for (String link :
                List.of(
                        "man/man1/kms.1",
                        "doc/kms-jca/copyright",
                        "bash-completion/completions/kms",
                        "zsh/vendor-completions/_kms",
                        "fish/vendor_completions.d/kms.fish")) {
            assertThat(root.resolve("usr/share").resolve(link)).isSymbolicLink().isReadable();
        }
    }

    @Test
    @Tag("once")
    void versionIsThatOfTheBuild() throws Exception {
        try (JarFile jar = new JarFile(Distribution.home().resolve(PROVIDER_JAR).toFile())) {
            String version =
                    jar.getManifest().getMainAttributes().getValue("Implementation-Version");

            assertThat(new KmsProvider().getVersionStr()).isEqualTo(version);
            assertThat(kms(kms(), javaHome(), "--version").printed()).startsWith("kms " + version);
        }
    }

    @Test
    void firstStartMakesTheArchiveThatLaterOnesUse() throws Exception {
        useCacheOfItsOwn();
        Path link = Files.createSymbolicLink(directory.resolve("kms"), Path.of(kms()));

        assertThat(kms(link.toString(), javaHome(), "key", "list").succeeded()).isTrue();
        Outcome second =
                kms(
                        link.toString(),
                        List.of(
                                javaHome().get(0),
                                "KMS_JAVA_OPTS=-Xlog:class+load:file=" + directory + "/classes"),
                        "key",
                        "list");

        assertThat(second.succeeded()).as("%s", second).isTrue();
        // Classes that are not in the archive go with those that are.
        Outcome doctor = kms(link.toString(), javaHome(), "doctor", "--json");
        assertThat(doctor.printed()).contains("\"Findings\"").doesNotContain("violation");
        assertThat(files(cache)).hasSize(1);
        Path archive = cache.resolve(files(cache).get(0));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(archive)))
                .endsWith("------");
        for (String used : List.of("org.kmsjca.cli.KmsCommand", "picocli.CommandLine")) {
            assertThat(Files.readAllLines(directory.resolve("classes")))
                    .anyMatch(line -> line.contains(used + " source: shared objects file (top)"));
        }
    }

    @Test
    @Tag("once")
    void archiveOfSomebodyElseIsNotLoaded() throws Exception {
        // An empty file stands for one that cannot be made; a link could lead to anybody's.
        cache = copyCache(directory.resolve("cache"));
        Path archive = cache.resolve(files(cache).get(0));
        Path elsewhere = Files.move(archive, directory.resolve("elsewhere.jsa"));
        Files.createSymbolicLink(archive, elsewhere);

        Outcome ran =
                kms(
                        kms(),
                        List.of(javaHome().get(0), "KMS_JAVA_OPTS=-Xlog:class+load:file=classes"),
                        "--version");

        assertThat(ran.succeeded()).as("%s", ran).isTrue();
        assertThat(Files.readString(directory.resolve("classes")))
                .contains("org.kmsjca.cli.KmsCommand")
                .doesNotContain("(top)");
    }

    /** A JDK whose archives are cut off, as by a full disk; the JVM dies of such a file. */
    @Test
    void archiveThatWasCutOffIsNotUsed() throws Exception {
        useCacheOfItsOwn();
        Path jdk = Path.of(System.getProperty("java.home"));
        Path bin = Files.createDirectories(directory.resolve("jdk/bin"));
        Files.copy(jdk.resolve("release"), bin.resolveSibling("release"));
        Path java =
                Files.writeString(
                        bin.resolve("java"),
                        "#!/bin/sh\n'"
                                + jdk.resolve("bin/java")
                                + "' \"$@\" || exit\nfor word; do case $word in"
                                + " -XX:ArchiveClassesAtExit=*) truncate -s 1000000"
                                + " \"${word#*=}\" ;; esac; done\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));

        Outcome ran = kms(kms(), List.of("JAVA_HOME=" + bin.getParent()), "--version");

        assertThat(ran.succeeded()).as("%s", ran).isTrue();
        assertThat(files(cache)).hasSize(1);
        assertThat(cache.resolve(files(cache).get(0))).isEmptyFile();
    }

    /** As after a crash of the machine, which leaves a part of what was written last. */
    @Test
    @Tag("once")
    void archiveThatWasCutOffLaterIsMadeAnew() throws Exception {
        cache = copyCache(directory.resolve("cache"));
        Path archive = cache.resolve(files(cache).get(0));
        try (FileChannel channel = FileChannel.open(archive, StandardOpenOption.WRITE)) {
            channel.truncate(1_000_000);
        }

        Outcome ran = kms(kms(), javaHome(), "--version");

        assertThat(ran.succeeded()).as("%s", ran).isTrue();
        assertThat(ran.printed()).startsWith("kms ").hasLineCount(2);
        assertThat(files(cache)).hasSize(1);
        archive = cache.resolve(files(cache).get(0));
        assertThat(Files.size(archive)).isGreaterThan(1_000_000);
    }

    /** Whoever can write the directory above could exchange the archive's. */
    @Test
    @Tag("once")
    void noArchiveIsKeptWhereOthersCanReplaceIt() throws Exception {
        useCacheOfItsOwn();
        Files.createDirectory(cache);
        Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxrwxrwx"));

        assertThat(kms(kms(), javaHome(), "--version").succeeded()).isTrue();
        assertThat(files(cache)).isEmpty();
    }

    @Test
    @Tag("once")
    void onlyArchivesAreCleanedUp() throws Exception {
        useCacheOfItsOwn();
        Path ours = Files.createDirectories(cache.resolve("kms-command"));
        Path other = Files.writeString(ours.resolve("root.key"), "not ours");
        Path old = Files.writeString(ours.resolve("0.1.0-old.jsa"), "an archive");
        FileTime then = FileTime.from(Instant.now().minus(Duration.ofDays(70)));
        Files.setLastModifiedTime(other, then);
        Files.setLastModifiedTime(old, then);

        assertThat(kms(kms(), javaHome(), "--version").succeeded()).isTrue();
        assertThat(other).exists();
        assertThat(old).doesNotExist();
    }

    @Test
    @Tag("once")
    void worksByLinksToItsDirectoryAndInAHostileEnvironment() throws Exception {
        Path link =
                Files.createSymbolicLink(
                        directory.resolve("link"), Distribution.home().resolve("bin"));
        copyCache(directory.resolve(".cache")); // of $HOME, as the variable's is no absolute path
        Outcome ran =
                kms(
                        link.resolve("kms").toString(),
                        List.of(
                                javaHome().get(0),
                                "CDPATH=/tmp:/",
                                "XDG_CACHE_HOME=relative",
                                "KMS_JAVA_OPTS=-XX:+UseParallelGC"),
                        "version");

        assertThat(ran.succeeded()).as("%s", ran).isTrue();
        assertThat(directory.resolve("relative")).doesNotExist();
    }

    @Test
    @Tag("once")
    void worksWhereNothingCanBeWritten() throws Exception {
        Outcome ran = kms(kms(), List.of(javaHome().get(0), "XDG_CACHE_HOME=/proc"), "--version");

        assertThat(ran.succeeded()).as("%s", ran).isTrue();
        assertThat(ran.printed()).startsWith("kms ").hasLineCount(2);
    }

    @Test
    @Tag("once")
    void missingOrOldJavaIsToldInOneLine() throws Exception {
        Path old = Files.createDirectories(directory.resolve("jdk8/bin"));
        Path java = Files.writeString(old.resolve("java"), "#!/bin/sh\nexit 1\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
        Files.writeString(old.resolveSibling("release"), "JAVA_VERSION=\"1.8.0_402\"\n");

        Outcome tooOld = kms(kms(), List.of("JAVA_HOME=" + directory + "/jdk8"), "key", "list");
        Outcome none = kms(kms(), List.of("JAVA_HOME=/nowhere"), "key", "list");

        assertThat(tooOld.exitCode()).isEqualTo(3);
        assertThat(tooOld.printed()).contains("Java 1.8.0_402", "17 or newer").hasLineCount(1);
        assertThat(none.exitCode()).isEqualTo(3);
        assertThat(none.printed()).contains("JAVA_HOME is /nowhere").hasLineCount(1);
    }
}
