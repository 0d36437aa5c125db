package org.kmsjca.conformance.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kmsjca.cli.Placeholders;

/**
 * Every block of commands of every Markdown file, run as it stands there: the blocks of a page in
 * one shell, from the top, its Java in the place where it stands. What no test can run is in {@link
 * NotRun}.
 */
class PagesRunTest {
    /**
     * Pages about the JDK's own tools and protocols, which change from release to release. Those
     * about keytool have tests of their own on each JDK.
     */
    private static final Set<String> OF_THE_JDK =
            Set.of("provider/docs/packaging.md", "provider/docs/tls.md");

    @TempDir private Path directory;

    static List<String> pagesOfTheJdk() throws IOException {
        return pages(true);
    }

    static List<String> pagesOfTheKms() throws IOException {
        return pages(false);
    }

    private static List<String> pages(boolean ofTheJdk) throws IOException {
        List<String> pages =
                Repository.pages().stream()
                        .filter(page -> OF_THE_JDK.contains(page.name()) == ofTheJdk)
                        .filter(
                                page ->
                                        page.blocks().stream()
                                                .anyMatch(block -> isRun(page, block)))
                        .map(Page::name)
                        .toList();
        assertThat(pages).hasSizeGreaterThanOrEqualTo(OF_THE_JDK.size());
        return pages;
    }

    private static boolean isRun(Page page, Block block) {
        return switch (block.kind()) {
            case SHELL -> !NotRun.contains(page, block);
            case JAVA -> true;
            case BEFORE, PRELUDE, OUTPUT, TEXT -> false;
        };
    }

    @ParameterizedTest
    @MethodSource
    void pagesOfTheJdk(String name) throws Exception {
        runBlocks(name);
    }

    @ParameterizedTest
    @MethodSource
    @Tag("once")
    void pagesOfTheKms(String name) throws Exception {
        runBlocks(name);
    }

    private void runBlocks(String name) throws Exception {
        Page page = Page.read(Repository.root().resolve(name));
        List<Block> run = new ArrayList<>();
        try (PageShell shell = new PageShell(directory)) {
            JavaBlocks java = new JavaBlocks(page, directory, PageShell.classPath());
            List<String> scripts = new ArrayList<>();
            for (Block block : page.blocks()) {
                if (block.kind() == Block.Kind.BEFORE || isRun(page, block)) {
                    run.add(block);
                    scripts.add(
                            block.kind() == Block.Kind.JAVA ? java.command(block) : block.text());
                }
            }
            List<List<String>> printed = shell.run(scripts);
            Placeholders placeholders = new Placeholders();
            for (int i = 0; i < page.blocks().size(); i++) {
                Block block = page.blocks().get(i);
                if (block.kind() == Block.Kind.OUTPUT) {
                    List<String> expected = block.text().lines().toList();
                    Block before = page.blocks().get(i - 1);
                    List<String> actual = printed.get(run.indexOf(before));
                    assertThat(placeholders.fold(actual, expected))
                            .as("%s:%d", name, before.line())
                            .isEqualTo(expected);
                }
            }
        }
    }
}
