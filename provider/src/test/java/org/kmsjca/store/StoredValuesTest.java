package org.kmsjca.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.store.StoreFixture.Opened;

/** What a store does not read is not acknowledged. */
class StoredValuesTest {
    @TempDir private Path directory;

    private static TrustedCertificateRecord certificate(String alias, int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) 1);
        return new TrustedCertificateRecord(alias, bytes, StoreFixture.NOW);
    }

    private static void put(Opened opened, TrustedCertificateRecord certificate) {
        opened.store()
                .write(
                        transaction -> {
                            transaction.put(certificate);
                            return true;
                        });
    }

    @Test
    void longestValueIsReadAgainAndALongerOneRefused() {
        Path file = directory.resolve("kms.db");
        TrustedCertificateRecord longest = certificate("longest", StoredValues.LONGEST);
        try (Opened opened = Opened.at(file)) {
            put(opened, longest);
            assertThatExceptionOfType(KmsException.class)
                    .isThrownBy(() -> put(opened, certificate("longer", StoredValues.LONGEST + 1)))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(KmsErrorCode.INVALID_PARAMETER));
        }
        try (Opened opened = Opened.at(file)) {
            assertThat(opened.picture().certificates.keySet()).containsExactly("longest");
            assertThat(opened.picture().certificates.get("longest").certificate())
                    .isEqualTo(longest.certificate());
        }
    }

    @Test
    void textIsMeasuredAsItIsStored() {
        StoredValues.checkLength("\u00e9".repeat(StoredValues.LONGEST / 2));
        assertThatExceptionOfType(KmsException.class)
                .isThrownBy(
                        () ->
                                StoredValues.checkLength(
                                        "\u00e9".repeat(StoredValues.LONGEST / 2) + "e"));
        StoredValues.checkLength(null);
        StoredValues.checkLength(1L);
    }
}
