package org.kmsjca.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a terminal takes without --force. */
class TextOnlyStreamTest {
    private final ByteArrayOutputStream terminal = new ByteArrayOutputStream();
    private final TextOnlyStream stream = new TextOnlyStream(terminal);

    @Test
    void textOfAnyLanguagePassesAlsoInPieces() throws Exception {
        byte[] text = "Zürich\t\u94f6\u884c \ud83d\udd11\r\n".getBytes(StandardCharsets.UTF_8);
        for (byte b : text) {
            stream.write(b);
        }
        stream.write(text);

        assertThat(terminal.size()).isEqualTo(2 * text.length);
    }

    /** Escape, DEL, C1 as a byte and in UTF-8, bytes that are no UTF-8, a character cut short. */
    @ParameterizedTest
    @ValueSource(strings = {"611b5b", "7f", "619b32", "c29b", "fffe", "e282e282", "00"})
    void controlsAndWhatIsNoTextAreRefused(String bytes) {
        assertThatThrownBy(() -> stream.write(HexFormat.of().parseHex(bytes)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("--force");
        assertThat(terminal.size()).isZero();
    }
}
