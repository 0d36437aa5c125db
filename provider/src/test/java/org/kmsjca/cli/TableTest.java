package org.kmsjca.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void columnsAreAlignedAndLinesEndWithoutSpaces() {
        Table table = new Table().row("KEY ID", "STATE", "ALIASES").row("1", "PendingDeletion", "");

        assertThat(table.lines(Screen.UNLIMITED))
                .containsExactly("KEY ID  STATE            ALIASES", "1       PendingDeletion");
    }

    @Test
    void cellsStayOnTheirLine() {
        assertThat(new Table().row("a\nb", "\u001b[2J").lines(Screen.UNLIMITED))
                .containsExactly("a\\nb  \\u001b[2J");
    }

    @Test
    void aNarrowScreenLeavesDetailsOutAndBreaksTheLastColumn() {
        Table table =
                new Table("KEY", "LEVEL", "STATE", "FINDING")
                        .details(1)
                        .row("k", "SOFTWARE", "Enabled", "one two three four five six");

        assertThat(table.lines(new Screen(36, false, false)))
                .containsExactly(
                        "KEY  STATE    FINDING",
                        "k    Enabled  one two three four",
                        "              five six");
        assertThat(table.lines(new Screen(36, false, true)).get(0)).contains("LEVEL");
        assertThat(table.lines(Screen.UNLIMITED))
                .last()
                .asString()
                .endsWith("one two three four five six");
    }

    @Test
    void statesHaveColoursWhereTheScreenHas() {
        Table table = new Table("STATE", "ID").row("Enabled", "1").row("other", "2");

        assertThat(table.lines(new Screen(80, true, false)))
                .containsExactly(
                        "STATE    ID", "\u001b[32mEnabled\u001b[39m\u001b[0m  1", "other    2");
    }

    @Test
    void nothingIsCutOff() {
        String longText = "x".repeat(500);

        assertThat(new Table().row(longText, longText).lines(Screen.UNLIMITED))
                .containsExactly(longText + "  " + longText);
    }
}
