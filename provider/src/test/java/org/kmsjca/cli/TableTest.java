package org.kmsjca.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void columnsAreAlignedAndLinesEndWithoutSpaces() {
        Table table = new Table().row("KEY ID", "STATE", "ALIASES").row("1", "PendingDeletion", "");

        assertThat(table.lines())
                .containsExactly("KEY ID  STATE            ALIASES", "1       PendingDeletion");
    }

    @Test
    void cellsStayOnTheirLine() {
        assertThat(new Table().row("a\nb", "\u001b[2J").lines())
                .containsExactly("a\\nb  \\u001b[2J");
    }

    @Test
    void nothingIsCutOff() {
        String longText = "x".repeat(500);

        assertThat(new Table().row(longText, longText).lines())
                .containsExactly(longText + "  " + longText);
    }
}
