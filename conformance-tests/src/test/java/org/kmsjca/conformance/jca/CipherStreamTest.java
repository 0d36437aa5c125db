package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import javax.crypto.AEADBadTagException;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.CipherInputStream;
import javax.crypto.CipherOutputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kmsjca.conformance.support.SharedKms;

/** Ciphers behind the JDK's streams. */
class CipherStreamTest extends SharedKms {
    private SymmetricKeys keys;

    @Override
    protected void prepare() {
        keys = new SymmetricKeys(kms());
    }

    static List<SymmetricCase> streams() {
        return SymmetricCase.streams();
    }

    @ParameterizedTest
    @MethodSource("streams")
    void streamsGiveTheCiphertextOfOneCall(SymmetricCase test)
            throws GeneralSecurityException, IOException {
        byte[] clear = SymmetricCase.bytes(test.fit(100_000), 1);
        byte[] expected = keys.peer(test, Cipher.ENCRYPT_MODE, test.parameters(1)).doFinal(clear);
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        try (var out =
                new CipherOutputStream(
                        written, keys.ours(test, Cipher.ENCRYPT_MODE, test.parameters(1)))) {
            out.write(clear, 0, 33);
            out.write(clear[33]);
            out.write(clear, 34, clear.length - 34);
        }
        assertThat(written.toByteArray()).isEqualTo(expected);
        try (var in =
                new CipherInputStream(
                        new ByteArrayInputStream(expected),
                        keys.ours(test, Cipher.DECRYPT_MODE, test.parameters(1)))) {
            assertThat(in.readAllBytes()).isEqualTo(clear);
        }
    }

    static List<SymmetricCase> gcm() {
        return SymmetricCase.gcm();
    }

    @ParameterizedTest
    @MethodSource("gcm")
    void badTagEndsReadingWithItsCause(SymmetricCase gcm)
            throws GeneralSecurityException, IOException {
        byte[] forged =
                keys.peer(gcm, Cipher.ENCRYPT_MODE, gcm.parameters(1)).doFinal(new byte[1000]);
        forged[500] ^= 1;
        assertReadingFails(gcm, forged, AEADBadTagException.class);
    }

    static List<SymmetricCase> cbcPadded() {
        return SymmetricCase.cbcPadded();
    }

    @ParameterizedTest
    @MethodSource("cbcPadded")
    void badPaddingEndsReadingWithItsCause(SymmetricCase cbc)
            throws GeneralSecurityException, IOException {
        byte[] cut =
                Arrays.copyOf(
                        keys.peer(cbc, Cipher.ENCRYPT_MODE, cbc.parameters(1))
                                .doFinal(new byte[1000]),
                        992);
        assertReadingFails(cbc, cut, BadPaddingException.class);
    }

    private void assertReadingFails(
            SymmetricCase test, byte[] bad, Class<? extends Throwable> cause)
            throws GeneralSecurityException, IOException {
        try (var in =
                new CipherInputStream(
                        new ByteArrayInputStream(bad),
                        keys.ours(test, Cipher.DECRYPT_MODE, test.parameters(1)))) {
            assertThatThrownBy(in::readAllBytes)
                    .isInstanceOf(IOException.class)
                    .hasCauseInstanceOf(cause);
        }
    }
}
