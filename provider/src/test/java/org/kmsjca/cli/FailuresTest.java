package org.kmsjca.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.security.InvalidKeyException;
import org.junit.jupiter.api.Test;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;

class FailuresTest {
    private final KmsException refusal =
            new KmsException(KmsErrorCode.DISABLED, "the key state is Disabled");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int report(Throwable failure, String... arguments) {
        Output output = new Output(out, err, StandardCharsets.UTF_8);
        return output.finish(new Failures(new KmsCommand(output), arguments).report(failure));
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8).strip();
    }

    @Test
    void refusalIsShownWithItsCode() {
        assertThat(report(refusal)).isEqualTo(ExitCodes.REFUSED);
        assertThat(err()).isEqualTo("kms: Rejected.Disabled: the key state is Disabled");
    }

    @Test
    void refusalIsFoundInsideTheJcasException() {
        Throwable failure = new IllegalStateException(new InvalidKeyException("no", refusal));

        assertThat(report(failure)).isEqualTo(ExitCodes.REFUSED);
        assertThat(err()).startsWith("kms: Rejected.Disabled: ");
    }

    @Test
    void documentHasCodeAndMessageApart() {
        assertThat(report(refusal, "--json")).isEqualTo(ExitCodes.REFUSED);
        assertThat(err()).isEmpty();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .matches(
                        """
                        \\{
                          "Code": "Rejected.Disabled",
                          "Message": "the key state is Disabled",
                          "HttpStatus": 409,
                          "RequestId": "[0-9a-f-]{36}"
                        }
                        """);
    }

    @Test
    void anythingElseIsUnexpectedAndOneLine() {
        assertThat(report(new IllegalStateException("line 1\nline 2")))
                .isEqualTo(ExitCodes.UNEXPECTED);
        assertThat(err()).isEqualTo("kms: unexpected IllegalStateException: line 1\\nline 2");
    }

    @Test
    void errorsOfTheJvmAreReportedToo() {
        assertThat(report(new NoClassDefFoundError("org/sqlite/JDBC")))
                .isEqualTo(ExitCodes.UNEXPECTED);
        assertThat(err()).isEqualTo("kms: unexpected NoClassDefFoundError: org/sqlite/JDBC");
    }

    @Test
    void missingFileIsNamed() {
        assertThat(report(new UncheckedIOException(new NoSuchFileException("/tmp/x"))))
                .isEqualTo(ExitCodes.UNEXPECTED);
        assertThat(err()).isEqualTo("kms: /tmp/x: no such file");
    }

    @Test
    void stackTraceIsShownOnRequestOnly() {
        assertThat(report(refusal, "--verbose")).isEqualTo(ExitCodes.REFUSED);
        assertThat(err()).contains("\tat org.kmsjca.cli.FailuresTest");
    }
}
