package org.kmsjca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EntryNameTest {
    private static final String ID = "1234abcd-12ab-34cd-56ef-1234567890ab";
    private static final String ASTRAL = Character.toString(0x1F511);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "payroll",
                "www.example.com",
                "key 1",
                "CN=a, O=\"b\"",
                "payroll#1",
                "debian:accvraiz1.pem",
                "schlüssel",
                "مفتاح",
                "मेरी कुंजी",
                "付款",
                "a\\b",
                "👩‍💻",
                "alias/alias/x y"
            })
    void othersAreTakenAsTheyAre(String name) {
        assertThat(EntryName.check(name)).isEqualTo(AliasName.withoutPrefix(name));
        assertThat(EntryName.check("alias/" + name)).isEqualTo(name);
    }

    @Test
    void lengthIsCountedInUnicodeCharacters() {
        assertThat(EntryName.check(ASTRAL.repeat(255))).hasSize(510);
        assertRefused(ASTRAL.repeat(256), "too long");
        assertRefused("a".repeat(256), "too long");
        assertRefused("\uD83D", "cannot be kept");
    }

    @ParameterizedTest
    @CsvSource({
        "0000", "000A", "001B", "007F", "0085", "009B", "2028", "2029", "061C", "200E", "200F",
        "202A", "202B", "202C", "202D", "202E", "2066", "2067", "2068", "2069"
    })
    void whatChangesATerminalIsRefused(String hexadecimal) {
        String hidden = Character.toString(Integer.parseInt(hexadecimal, 16));
        assertRefused("a" + hidden + "b", "U+" + hexadecimal);
    }

    @ParameterizedTest
    @CsvSource({"E000", "F8FF", "F0000", "10FFFD", "FDD0", "FFFE", "FFFF", "10FFFF", "0378"})
    void whatUnicodeGivesNoMeaningIsRefused(String hexadecimal) {
        String unknown = Character.toString(Integer.parseInt(hexadecimal, 16));
        assertRefused("a" + unknown + "b", "U+" + hexadecimal);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "alias/",
                "\u200B",
                "\u2800",
                "\u2800 \u2800",
                "\u3164\u00A0",
                "\uFE0F"
            })
    void somethingIsToBeSeen(String name) {
        assertThatThrownBy(() -> EntryName.check(name)).isInstanceOf(KmsException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ID,
                " " + ID,
                "1234ABCD-12ab-34cd-56ef-1234567890ab",
                "1234abcd-12ab-34cd-56ef-12345678\u200B90ab",
                "１234abcd-12ab-34cd-56ef-1234567890ab"
            })
    void keyIdsAreNoNames(String name) {
        assertRefused(name, "key id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"payroll#" + ID, "payroll＃" + ID, "#" + ID, "a#" + ID + "#" + ID})
    void namesOfVersionsAreTheirs(String name) {
        assertRefused(name, "version");
    }

    @ParameterizedTest
    @CsvSource({
        "ａｃｓ/oss, true",
        "a\u200Bcs, true",
        "ACS key, true",
        "access.log, false",
        "my acs, false"
    })
    void namesOfServicesAreKept(String name, boolean reserved) {
        assertThat(EntryName.isReserved(name)).isEqualTo(reserved);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "caf\u00E9|cafe\u0301",
                "ｐａｙ|pay",
                "pay\u200Broll|payroll",
                "pay\u00ADroll|payroll",
                "payroll\u2800|payroll",
                "key\u00A01|key 1",
                "key  1|key 1",
                "payroll |payroll",
                "\uFB01le.pem|file.pem",
                "heart\u2764\uFE0F|heart\u2764"
            })
    void looksTheSame(String one, String other) {
        assertThat(one).isNotEqualTo(other);
        assertThat(EntryName.likeness(one)).isEqualTo(EntryName.likeness(other));
    }

    @Test
    void caseAndLegalAliasesAreDistinct() {
        assertThat(EntryName.likeness("Key 1")).isNotEqualTo(EntryName.likeness("key 1"));
        assertThat(EntryName.likeness("alias/x")).isEqualTo("alias/x");
    }

    @Test
    void quotedNameIsOne() {
        assertThat(EntryName.quoted("a\", \"b\\")).isEqualTo("\"a\\\", \\\"b\\\\\"");
    }

    private static void assertRefused(String name, String reason) {
        assertThatThrownBy(() -> EntryName.check(name))
                .isInstanceOfSatisfying(
                        KmsException.class,
                        e -> assertThat(e.code()).isEqualTo(KmsErrorCode.INVALID_PARAMETER))
                .hasMessageContaining(reason)
                .message()
                .doesNotContainPattern("\\p{Cc}|\\u202E");
    }
}
