package org.kmsjca.conformance.wycheproof;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.kmsjca.KeySpec;

/**
 * A line of {@code files.txt}.
 *
 * @param file the name without {@code _test.json}
 * @param algorithm the JCA's name
 * @param keySpecs what the file's keys become as CMKs; empty where it has only public keys
 */
record FileRow(String file, Kind kind, String algorithm, int tests, Set<KeySpec> keySpecs) {
    static List<FileRow> all() {
        return TextTable.lines("files.txt").stream().map(FileRow::parse).toList();
    }

    private static FileRow parse(String line) {
        String[] cells = line.split(" +", -1);
        Set<KeySpec> specs =
                cells[4].equals("-")
                        ? Set.of()
                        : Arrays.stream(cells[4].split(",", -1))
                                .map(KeySpec::of)
                                .collect(Collectors.toCollection(TreeSet::new));
        return new FileRow(
                cells[0], Kind.valueOf(cells[1]), cells[2], Integer.parseInt(cells[3]), specs);
    }

    String path() {
        return file + "_test.json";
    }
}
