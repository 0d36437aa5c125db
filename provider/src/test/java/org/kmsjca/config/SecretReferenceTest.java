package org.kmsjca.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;

/** Where secrets come from. */
class SecretReferenceTest {
    private static final String KEY = "root.passphrase";

    @TempDir Path directory;
    private final FakeEnvironment environment = new FakeEnvironment("/home/ada");

    @Test
    void variableIsRead() {
        environment.variables.put("PASS", "s\u00e9cret\n");
        assertThat(SecretReference.of(KEY, "env:PASS").resolve(environment))
                .isEqualTo("s\u00e9cret\n".toCharArray());
    }

    @Test
    void bytesOfTheVariableCountWhereTheJvmHasLostThem() {
        environment.variables.put("PASS", "k\uFFFD\uFFFDy");
        environment.bytes.put("PASS", "k\u00e9y".getBytes(StandardCharsets.UTF_8));
        assertThat(SecretReference.of(KEY, "env:PASS").resolve(environment))
                .isEqualTo("k\u00e9y".toCharArray());
    }

    @Test
    void variableInTheEncodingOfTheLocaleIsWhatTheJvmReads() {
        environment.variables.put("PASS", "k\u00e9y");
        environment.bytes.put("PASS", "k\u00e9y".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(SecretReference.of(KEY, "env:PASS").resolve(environment))
                .isEqualTo("k\u00e9y".toCharArray());
    }

    @Test
    void variableThatTheJvmHasLostIsRefusedAndNotShown() {
        environment.variables.put("PASS", "hunt\uFFFD");
        SecretReference reference = SecretReference.of(KEY, "env:PASS");
        assertRefused(reference, "LC_ALL=C.UTF-8");
        environment.bytes.put("PASS", new byte[] {'h', 'u', 'n', 't', (byte) 0xff});
        assertRefused(reference, "file:/path");
        assertThatThrownBy(() -> reference.resolve(environment)).hasMessageNotContaining("hunt");
    }

    @ParameterizedTest
    @CsvSource({
        "'pass',pass",
        "'pass\n',pass",
        "'pass\r\n',pass",
        "'pass\n\n','pass\n'",
        "'pass \u00e9\uD83D\uDD11\n','pass \u00e9\uD83D\uDD11'",
        "'\n',''",
        "'',''",
    })
    void fileIsReadWithoutItsLastLineBreak(String content, String secret) throws Exception {
        Path file = Files.writeString(directory.resolve("secret"), content);
        assertThat(SecretReference.of(KEY, "file:" + file).resolve())
                .isEqualTo(secret.toCharArray());
    }

    @Test
    void missingVariableNamesReferenceAndKey() {
        assertRefused(SecretReference.of(KEY, "env:MISSING"), "env:MISSING");
    }

    @Test
    void missingFileNamesReferenceAndKey() {
        String reference = "file:" + directory.resolve("missing");
        assertRefused(SecretReference.of(KEY, reference), reference);
    }

    @Test
    void fileThatIsNoTextIsRefusedAndNotShown() throws Exception {
        Path file = directory.resolve("binary");
        Files.write(file, new byte[] {'h', 'u', 'n', 't', (byte) 0xff});
        assertThatThrownBy(() -> SecretReference.of(KEY, "file:" + file).resolve())
                .isInstanceOf(KmsException.class)
                .hasMessageContaining("UTF-8")
                .hasMessageNotContaining("hunt");
    }

    @Test
    void endlessFileIsRefused() throws Exception {
        Path file = directory.resolve("long");
        Files.write(file, new byte[70_000]);
        assertThatThrownBy(() -> SecretReference.of(KEY, "file:" + file).resolve())
                .isInstanceOf(KmsException.class)
                .hasMessageContaining("longer than");
    }

    @Test
    void literalIsRefusedAndNotShown() {
        assertThatThrownBy(() -> SecretReference.of(KEY, "hunter2"))
                .isInstanceOf(KmsException.class)
                .hasMessageContaining(KEY)
                .hasMessageContaining("env:NAME or file:/path")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void equalWhenTheyNameTheSamePlace() {
        assertThat(SecretReference.of(KEY, "env:A"))
                .isEqualTo(SecretReference.of("other", "env:A"))
                .hasSameHashCodeAs(SecretReference.of("other", "env:A"))
                .isNotEqualTo(SecretReference.of(KEY, "env:B"))
                .hasToString("env:A");
        assertThat(SecretReference.of(KEY, "file:///run/./x"))
                .isEqualTo(SecretReference.of(KEY, "file:/run/x"))
                .isNotEqualTo(SecretReference.of(KEY, "file:/run/y"))
                .hasToString("file:/run/x");
    }

    private void assertRefused(SecretReference reference, String text) {
        assertThatThrownBy(() -> reference.resolve(environment))
                .isInstanceOfSatisfying(
                        KmsException.class,
                        e -> assertThat(e.code()).isEqualTo(KmsErrorCode.INVALID_PARAMETER))
                .hasMessageContaining(KEY)
                .hasMessageContaining(text);
    }
}
