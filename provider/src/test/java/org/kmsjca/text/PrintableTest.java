package org.kmsjca.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTest {
    @Test
    void ordinaryTextIsUnchanged() {
        assertThat(Printable.of("Löhne, 工资 \uD83D\uDD11")).isEqualTo("Löhne, 工资 \uD83D\uDD11");
    }

    @Test
    void whatMovesTheCursorIsShown() {
        assertThat(Printable.of("a\tb\r\u001b[1Ac")).isEqualTo("a\\u0009b\\u000d\\u001b[1Ac");
    }

    @Test
    void whatTurnsTextAroundIsShown() {
        assertThat(Printable.of("\u202Egnp.exe")).isEqualTo("\\u202egnp.exe");
    }

    @Test
    void halfCharactersAreShown() {
        assertThat(Printable.of("\uD83D")).isEqualTo("\\ud83d");
    }
}
