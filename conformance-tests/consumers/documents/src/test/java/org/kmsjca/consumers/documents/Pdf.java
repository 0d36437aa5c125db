package org.kmsjca.consumers.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.kmsjca.consumers.support.Command;
import org.kmsjca.consumers.support.TestKms;

/** PDF files, and Poppler's pdfsig, which knows nothing of the libraries that signed them. */
final class Pdf {
    private Pdf() {}

    static Path file(String name) {
        return TestKms.get().directory().resolve(name);
    }

    static void validate(Path signed) {
        String said =
                Command.run(TestKms.get().directory(), "pdfsig", "-nocert", signed.toString());
        assertThat(said)
                .contains("Signature Validation: Signature is Valid.")
                .contains("Total document signed");
    }
}
