package org.kmsjca.protection.software.root.tpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.protection.software.root.RootKey;
import org.kmsjca.protection.software.root.SealedRootKey;
import org.kmsjca.testing.Swtpm;

/** A software TPM of its own for each test, and a root key to seal. */
abstract class TpmFixture {
    static final String STORE = "6e5f0c0e-0000-4000-8000-000000000000";

    @TempDir protected Path directory;
    protected Swtpm swtpm;

    final byte[] clear = new byte[RootKey.LENGTH];

    @BeforeEach
    void startTpm() {
        Arrays.fill(clear, (byte) 7);
        swtpm = Swtpm.start(directory.resolve("tpm"));
    }

    @AfterEach
    void stopTpm() {
        swtpm.close();
    }

    static TpmSettings settings(String device, String pin, String pcrs, String parent) {
        Supplier<char[]> supplier = pin == null ? null : pin::toCharArray;
        return new TpmSettings(device, supplier, pcrs, parent, Swtpm.PATIENCE);
    }

    static TpmRoot at(String device) {
        return new TpmRoot(settings(device, null, null, null), new PinAttempts());
    }

    /** Does something with it that no root of trust would do. */
    <T> T run(Function<TpmClient, T> work) {
        return new TpmConnector(new TpmAddress(swtpm.device()), Swtpm.PATIENCE).with(work);
    }

    TpmRoot root(String pin, String pcrs, String parent) {
        return new TpmRoot(settings(swtpm.device(), pin, pcrs, parent), new PinAttempts());
    }

    TpmRoot root() {
        return root(null, null, null);
    }

    SealedRootKey seal(TpmRoot by) {
        return by.seal(new RootKey(clear), STORE);
    }

    void opens(TpmRoot by, SealedRootKey sealed) {
        try (RootKey opened = by.unseal(sealed, STORE)) {
            assertThat(opened.clearCopy()).isEqualTo(clear);
        }
    }

    static void refused(KmsErrorCode code, String hint, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        KmsException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(hint);
    }
}
