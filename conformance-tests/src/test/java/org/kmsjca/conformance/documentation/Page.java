package org.kmsjca.conformance.documentation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Markdown file.
 *
 * @param file where it is
 * @param blocks its fenced blocks and the comments for tests, in their order
 * @param prose its lines with those of fenced blocks made empty
 */
record Page(Path file, List<Block> blocks, List<String> prose) {
    private static final Pattern FENCE = Pattern.compile("( {0,3})(```+|~~~+)\\s*(\\S*)\\s*");
    private static final Pattern COMMENT = Pattern.compile("(?s)<!-- (before|java): (.*?)\\s*-->");
    private static final Pattern HEADING = Pattern.compile("#{1,6} (.*)");
    private static final Pattern LINK = Pattern.compile("!?\\[[^]]*]\\(([^()\\s]+)\\)");
    private static final Set<String> SHELLS = Set.of("sh", "bash");

    static Page read(Path file) throws IOException {
        List<Block> blocks = new ArrayList<>();
        List<String> prose = new ArrayList<>();
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            Matcher fence = FENCE.matcher(lines.get(i));
            if (fence.matches()) {
                int end = endOf(lines, i, fence.group(2));
                if (end == lines.size()) {
                    throw new IOException(file + ":" + (i + 1) + ": the block has no end");
                }
                String text = unindented(lines.subList(i + 1, end), fence.group(1).length());
                String language = fence.group(3);
                blocks.add(new Block(kind(language, blocks), i + 1, language, text));
                for (; i < end; i++) {
                    prose.add("");
                }
                prose.add("");
            } else if (lines.get(i).startsWith("<!-- before: ")
                    || lines.get(i).startsWith("<!-- java: ")) {
                StringBuilder comment = new StringBuilder();
                int begin = i;
                while (!lines.get(i).endsWith("-->")) {
                    comment.append(lines.get(i++)).append('\n');
                    prose.add("");
                }
                comment.append(lines.get(i));
                prose.add("");
                Matcher parts = COMMENT.matcher(comment);
                if (!parts.matches()) {
                    throw new IOException(file + ":" + (begin + 1) + ": " + comment);
                }
                Block.Kind kind =
                        parts.group(1).equals("java") ? Block.Kind.PRELUDE : Block.Kind.BEFORE;
                blocks.add(new Block(kind, begin + 1, "", parts.group(2) + "\n"));
            } else {
                prose.add(lines.get(i));
            }
        }
        return new Page(file, List.copyOf(blocks), List.copyOf(prose));
    }

    private static int endOf(List<String> lines, int begin, String fence) {
        int end = begin + 1;
        while (end < lines.size() && !lines.get(end).strip().equals(fence)) {
            end++;
        }
        return end;
    }

    private static String unindented(List<String> lines, int indent) {
        StringBuilder text = new StringBuilder();
        for (String line : lines) {
            text.append(line.isBlank() ? "" : line.substring(indent)).append('\n');
        }
        return text.toString();
    }

    private static Block.Kind kind(String language, List<Block> before) {
        if (SHELLS.contains(language)) {
            return Block.Kind.SHELL;
        }
        if (language.equals("java")) {
            return Block.Kind.JAVA;
        }
        if (language.isEmpty() && !before.isEmpty()) {
            Block.Kind last = before.get(before.size() - 1).kind();
            if (last == Block.Kind.SHELL || last == Block.Kind.JAVA) {
                return Block.Kind.OUTPUT;
            }
        }
        return Block.Kind.TEXT;
    }

    /** The targets of its links, as they stand there. */
    List<String> links() {
        return prose.stream()
                .flatMap(line -> LINK.matcher(withoutCode(line)).results())
                .map(link -> link.group(1))
                .toList();
    }

    private static String withoutCode(String line) {
        return line.replaceAll("`[^`]*`", "x");
    }

    /** The names of its headings in links, as GitHub makes them. */
    Set<String> anchors() {
        Set<String> anchors = new HashSet<>();
        for (String line : prose) {
            Matcher heading = HEADING.matcher(line);
            if (heading.matches()) {
                String name =
                        heading.group(1)
                                .toLowerCase(Locale.ROOT)
                                .replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1")
                                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                                .replace(' ', '-');
                String unique = name;
                for (int i = 1; !anchors.add(unique); i++) {
                    unique = name + "-" + i;
                }
            }
        }
        return anchors;
    }

    /** Its name for people: the path from the repository on. */
    String name() {
        return Repository.root().relativize(file).toString();
    }
}
