package org.kmsjca.conformance.support;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.kmsjca.ProtectionLevel;

/** A test class whose methods share one KMS, for each protection level. */
@EachProtectionLevel
public abstract class SharedKms {
    /** Injected too late for the methods below; JUnit wants it where one instance serves all. */
    @Parameter ProtectionLevel level;

    private KmsUnderTest kms;

    @BeforeParameterizedClassInvocation
    final void openKms(ProtectionLevel parameter, @TempDir Path directory)
            throws GeneralSecurityException {
        kms = KmsUnderTest.open(parameter, directory);
        kms.prepare(this::prepare);
    }

    @AfterParameterizedClassInvocation
    final void closeKms() {
        kms.close();
    }

    /** Makes the keys that the methods share. */
    protected void prepare() throws GeneralSecurityException {}

    protected final ProtectionLevel level() {
        return level;
    }

    protected final KmsUnderTest kms() {
        return kms;
    }
}
