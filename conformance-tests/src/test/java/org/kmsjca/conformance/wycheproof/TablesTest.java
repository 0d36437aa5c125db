package org.kmsjca.conformance.wycheproof;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The lists beside the vectors agree with each other, also where the vectors are missing. */
class TablesTest {
    private final List<FileRow> rows = FileRow.all();

    private Set<String> files() {
        return rows.stream().map(FileRow::file).collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void allFilesAndAllTestsAreListed() {
        assertThat(rows).hasSize(119);
        assertThat(files()).hasSize(119);
        assertThat(rows.stream().mapToInt(FileRow::tests).sum()).isEqualTo(26_185);
    }

    @Test
    void everyFileThatIsReadIsPinned() {
        Set<String> read = rows.stream().map(FileRow::path).collect(Collectors.toSet());
        TextTable.cells("refused.txt", 3).forEach(cells -> read.add(cells.get(0) + "_test.json"));
        assertThat(VectorFolder.pinned().keySet()).hasSize(128).isEqualTo(read);
    }

    @Test
    void exclusionsAreOfListedFiles() {
        assertThat(files()).containsAll(ListedTests.exclusions().files());
    }

    @ParameterizedTest
    @ValueSource(ints = {17, 25})
    void deviationsOfTheJdkAreOfFilesWithPublicKeys(int jdk) {
        Set<String> verified =
                rows.stream()
                        .filter(row -> row.kind().isVerification())
                        .map(FileRow::file)
                        .collect(Collectors.toSet());
        assertThat(verified).containsAll(ListedTests.jdkDeviations(jdk).files());
    }

    @Test
    void idsAreWrittenAsTheyAreRead() {
        String text = "1-3, 7, 9-10";
        assertThat(TestIds.parse(text)).containsExactly(1, 2, 3, 7, 9, 10);
        assertThat(TestIds.format(TestIds.parse(text))).isEqualTo(text);
    }
}
