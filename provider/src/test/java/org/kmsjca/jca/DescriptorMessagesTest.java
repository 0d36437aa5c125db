package org.kmsjca.jca;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a hostile descriptor makes a refusal say. */
class DescriptorMessagesTest {
    private static Descriptor of(String text) throws IOException {
        return Descriptor.of(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void tooLongOneIsToldSo() {
        String long64 = Descriptor.FIRST_LINE + "\n" + "#".repeat(64 * 1024);
        assertThatThrownBy(() -> of(long64))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("longer than the 65536 bytes");
        assertThatThrownBy(() -> of("x".repeat(65 * 1024)))
                .hasMessageContaining("first line has to be");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\\u001b[2Jwiped=x",
                "configuration=a\\u001b[2Jwiped",
                "configuration=a\\nINFO: all is well, wiped",
                "keystore.aliases=a\\u001b[2Jwiped",
                "keystore.aliases=a\\u202ewiped"
            })
    void controlCharactersAreEscaped(String line) {
        assertThatThrownBy(() -> of(Descriptor.FIRST_LINE + "\n" + line + "\n").settings())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("wiped")
                .hasMessageMatching("[^\\p{Cntrl}\u202e]*");
    }
}
