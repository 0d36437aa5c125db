package org.kmsjca.conformance.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.KeySpec;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.conformance.support.KmsUnderTest;
import org.kmsjca.testing.SoftHsm;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/** A refused PIN is tried once, by whoever in the JVM, until the configuration gives another. */
@Tag("once")
class PinTest {
    @TempDir Path directory;
    private Shim shim;
    private SoftHsm token;
    private Path pin;

    @BeforeEach
    void compile() {
        token = SoftHsm.token("kms-pin-" + System.nanoTime());
        shim = Shim.beforeSoftHsm(directory);
        pin = directory.resolve("pin");
    }

    private KmsUnderTest open(String name) {
        return HsmKms.open(
                directory.resolve(name),
                "hsm.module=" + shim.library(),
                "hsm.token=" + token.label(),
                "hsm.pin=file:" + pin);
    }

    private static void assertRefused(KmsUnderTest kms) {
        assertThatThrownBy(() -> kms.create("key", KeySpec.ALIYUN_AES_256))
                .isInstanceOfSatisfying(
                        KmsException.class,
                        e -> assertThat(e.code()).isEqualTo(KmsErrorCode.NO_PERMISSION))
                .hasMessageContaining("CKR_PIN_INCORRECT")
                .hasMessageContaining("hsm.pin")
                .hasMessageNotContaining("wrong-pin");
    }

    @Test
    void wrongPinIsTriedOnceAndTheRightOneWorksWithoutARestart() throws IOException {
        Files.writeString(pin, "wrong-pin");
        try (KmsUnderTest kms = open("a");
                KmsUnderTest another = open("b")) {
            for (int i = 0; i < 5; i++) {
                assertRefused(kms);
                assertRefused(another);
            }
            assertThat(shim.calls("Login")).as("tries").isEqualTo(1);
            Files.writeString(pin, SoftHsm.PIN);
            long end = System.nanoTime() + 40_000_000_000L;
            while (!works(kms)) {
                assertThat(System.nanoTime()).isLessThan(end);
            }
            assertThat(shim.calls("Login")).as("tries").isEqualTo(2);
        }
    }

    /** After refusals there is a pause. */
    private static boolean works(KmsUnderTest kms) {
        try {
            kms.create("key", KeySpec.ALIYUN_AES_256);
            return true;
        } catch (KmsException e) {
            assertThat(e.code()).isEqualTo(KmsErrorCode.NO_PERMISSION);
            return false;
        }
    }

    @Test
    void lockedPinIsToldAndNotTriedAgain() throws IOException {
        Files.writeString(pin, SoftHsm.PIN);
        shim.on("Login").fail(PKCS11Constants.CKR_PIN_LOCKED, -1);
        try (KmsUnderTest kms = open("c")) {
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> kms.create("key", KeySpec.ALIYUN_AES_256))
                        .hasMessageContaining("CKR_PIN_LOCKED");
            }
            assertThat(shim.calls("Login")).isEqualTo(1);
        }
    }

    /** A file that is made before its content, as a secret's mount may be. */
    @Test
    void emptyPinIsNotSent() throws IOException {
        for (String empty : new String[] {"", "\n"}) {
            Files.writeString(pin, empty);
            try (KmsUnderTest kms = open("e" + empty.length());
                    var warnings = new Warnings("org.kmsjca")) {
                assertThatThrownBy(() -> kms.create("key", KeySpec.ALIYUN_AES_256))
                        .isInstanceOfSatisfying(
                                KmsException.class,
                                e -> assertThat(e.code()).isEqualTo(KmsErrorCode.NO_PERMISSION))
                        .hasMessageContaining("hsm.pin is empty");
                assertThat(warnings.all()).as("no material can be left").isEmpty();
            }
        }
        assertThat(shim.calls("Login")).isZero();
    }

    @Test
    void missingPinIsToldWithTheSetting() {
        try (KmsUnderTest kms =
                HsmKms.open(
                        directory.resolve("d"),
                        "hsm.module=" + shim.library(),
                        "hsm.token=" + token.label())) {
            assertThatThrownBy(() -> kms.create("key", KeySpec.ALIYUN_AES_256))
                    .hasMessageContaining("wants a PIN: set hsm.pin");
            assertThat(shim.calls("Login")).isZero();
        }
    }
}
