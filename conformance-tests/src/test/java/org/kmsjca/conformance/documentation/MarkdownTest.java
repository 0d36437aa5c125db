package org.kmsjca.conformance.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.kmsjca.conformance.support.Distribution;

/** What holds for every Markdown file. */
class MarkdownTest {
    private static final Set<String> LANGUAGES =
            Set.of(
                    "sh",
                    "bash",
                    "java",
                    "properties",
                    "xml",
                    "groovy",
                    "dockerfile",
                    "json",
                    "text");
    private static final Pattern COMMAND =
            Pattern.compile(
                    "(?m)^\\s*\\$?\\s*(kms|java|javac|jlink|jfr|keytool|jarsigner|mvn|bash|sh|openssl"
                            + "|docker|podman|apt-get|git|softhsm2-util|swtpm|systemctl|sudo|curl) ");
    private static final int LONGEST_README = 200;

    /** A block of commands has a language, by which the other test runs it. */
    @Test
    void everyBlockIsFencedAndSaysWhatItIs() throws IOException {
        List<String> unclaimed = new ArrayList<>();
        for (Page page : Repository.pages()) {
            for (Block block : page.blocks()) {
                if (block.kind() == Block.Kind.TEXT
                        && (!LANGUAGES.contains(block.language())
                                || COMMAND.matcher(block.text()).find())) {
                    unclaimed.add(page.name() + ":" + block.line() + " " + block.firstLine());
                }
            }
            unclaimed.addAll(indented(page));
        }
        assertThat(unclaimed).isEmpty();
    }

    /** Blocks that are marked by four spaces only. */
    private static List<String> indented(Page page) {
        List<String> found = new ArrayList<>();
        boolean inList = false;
        for (int i = 1; i < page.prose().size(); i++) {
            String line = page.prose().get(i);
            if (line.matches("\\s*([-*]|\\d+\\.) .*")) {
                inList = true;
            } else if (line.matches("\\S.*")) {
                inList = false;
            }
            if (line.startsWith("    ") && page.prose().get(i - 1).isBlank() && !inList) {
                found.add(page.name() + ":" + (i + 1) + " " + line.strip());
            }
        }
        return found;
    }

    @Test
    void whatIsNotRunIsThere() throws IOException {
        List<Page> pages = Repository.pages();
        for (NotRun entry : NotRun.ALL) {
            assertThat(pages)
                    .as("%s", entry)
                    .anyMatch(
                            page ->
                                    page.name().equals(entry.page())
                                            && page.blocks().stream()
                                                    .anyMatch(
                                                            block ->
                                                                    block.kind() == Block.Kind.SHELL
                                                                            && NotRun.contains(
                                                                                    page, block)));
        }
    }

    @Test
    void linksLeadToFilesAndHeadings() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Page page : Repository.pages()) {
            for (String link : page.links()) {
                if (!URI.create(link).isAbsolute() && !leadsSomewhere(page, link)) {
                    broken.add(page.name() + ": " + link);
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    private static boolean leadsSomewhere(Page page, String link) throws IOException {
        int hash = link.indexOf('#');
        String path = hash < 0 ? link : link.substring(0, hash);
        Path target = path.isEmpty() ? page.file() : page.file().resolveSibling(path).normalize();
        if (!Files.exists(target)) {
            return false;
        }
        return hash < 0 || Page.read(target).anchors().contains(link.substring(hash + 1));
    }

    /** The index leads to every page of the manual. */
    @Test
    void indexNamesEveryPage() throws IOException {
        Path docs = Repository.root().resolve("provider/docs");
        List<String> named = Page.read(docs.resolve("README.md")).links();
        assertThat(Repository.pages())
                .filteredOn(page -> page.file().startsWith(docs))
                .extracting(page -> docs.relativize(page.file()).toString())
                .filteredOn(name -> !name.equals("README.md"))
                .isSubsetOf(named);
    }

    /** What graders and CI run stands in the README, each on a line of its own. */
    @Test
    void readmeIsShortAndHasTheTwoCommands() throws IOException {
        List<String> readme = Files.readAllLines(Repository.root().resolve("README.md"));
        assertThat(readme)
                .hasSizeLessThanOrEqualTo(LONGEST_README)
                .contains("bash .ci/demo README.md", "bash .ci/test");
    }

    /** The lines for Maven, Gradle and the shell name the version that this build makes. */
    @Test
    void readmeNamesThisVersion() throws IOException {
        String archive = Distribution.archive().getFileName().toString();
        String version = archive.replaceFirst("^kms-(.*)\\.tar\\.gz$", "$1");
        assertThat(Files.readString(Repository.root().resolve("README.md")))
                .contains("<version>" + version + "</version>")
                .contains("org.kmsjca:kms-jca-provider:" + version + "\"")
                .contains("provider/target/" + archive);
    }
}
