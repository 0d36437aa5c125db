package org.kmsjca.conformance.support;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.kmsjca.ProtectionLevel;

/** A test class whose every method has a KMS of its own, for each protection level. */
@EachProtectionLevel
public abstract class FreshKms {
    @Parameter ProtectionLevel level;
    private Path directory;
    private KmsUnderTest kms;

    @BeforeEach
    final void openKms(@TempDir Path fresh) {
        directory = fresh;
        kms = KmsUnderTest.open(level, fresh);
    }

    @AfterEach
    final void closeKms() {
        kms.close();
    }

    protected final KmsUnderTest kms() {
        return kms;
    }

    protected final ProtectionLevel level() {
        return level;
    }

    /** The directory that the KMS is in; it goes with the test. */
    protected final Path directory() {
        return directory;
    }
}
