package org.kmsjca.conformance.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.KeySpec;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.conformance.support.KmsUnderTest;
import org.kmsjca.testing.SoftHsm;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/** Genuine losses, brought about inside the real module: handles work again, no restart. */
class RecoveryTest {
    @TempDir Path directory;
    private Shim shim;
    private KmsUnderTest kms;
    private Path tokenDirectory;
    private Operation.Handle signing;
    private Operation.Handle encrypting;

    @BeforeEach
    void open() throws GeneralSecurityException {
        SoftHsm token = SoftHsm.alone(directory, "kms-recovery");
        tokenDirectory = token.directory();
        shim = Shim.before(token, directory);
        kms = HsmKms.open(directory, token.settings(shim.library()));
        signing = Operation.ECDSA.create(kms);
        encrypting = Operation.GCM_ENCRYPTION.create(kms);
    }

    @AfterEach
    void close() {
        shim.reset();
        kms.close();
    }

    private void bothWork() throws GeneralSecurityException {
        Operation.ECDSA.run(kms, signing);
        Operation.GCM_ENCRYPTION.run(kms, encrypting);
    }

    @Test
    void logoutBySomebodyElseIsNotNoticed() throws GeneralSecurityException {
        shim.on("SignInit").logoutBefore();
        bothWork();
        assertThat(shim.calls("Login")).isEqualTo(2);
    }

    @Test
    void closedSessionsAreNotNoticed() throws GeneralSecurityException {
        shim.on("SignInit").closeAllSessionsBefore();
        bothWork();
    }

    @Test
    void finalizedModuleIsNotNoticed() throws GeneralSecurityException {
        shim.on("SignInit").finalizeBefore();
        bothWork();
    }

    @Test
    void sessionsThatCloseBetweenInitAndSignAreNotNoticed() throws GeneralSecurityException {
        shim.on("Sign").closeAllSessionsBefore();
        bothWork();
    }

    @Test
    void tokenThatIsRemovedFailsAndWorksWhenItIsBack()
            throws GeneralSecurityException, IOException, InterruptedException {
        Path away = directory.resolve("away");
        Files.move(tokenDirectory, away);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(this::bothWork)
                    .hasMessageContaining("ServiceUnavailableTemporary")
                    .hasMessageContaining("shows no token");
        }
        Files.move(away, tokenDirectory);
        // The pause after attempts that did not help.
        long end = System.nanoTime() + 10_000_000_000L;
        while (true) {
            try {
                bothWork();
                return;
            } catch (GeneralSecurityException | KmsException e) {
                assertThat(System.nanoTime()).as("recovers in time: " + e).isLessThan(end);
                Thread.sleep(50);
            }
        }
    }

    @Test
    void tokenThatWasAwayInBetweenIsNotNoticed() throws GeneralSecurityException, IOException {
        Path away = directory.resolve("away");
        Files.move(tokenDirectory, away);
        Files.move(away, tokenDirectory);
        bothWork();
    }

    @Test
    void keyThatWasDestroyedElsewhereIsToldAndOthersWork()
            throws GeneralSecurityException, PKCS11Exception {
        String version =
                kms.kms().describeKey("alias/" + signing.alias()).versions().get(0).keyVersionId();
        try (TokenView view = TokenView.of(shim.library(), label())) {
            view.cryptoki().C_DestroyObject(view.session(), view.objectsOf(version)[0]);
        }
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> Operation.ECDSA.run(kms, signing))
                    .hasMessageContaining("shows no private key of CKA_ID");
        }
        assertThat(shim.calls("Initialize")).as("changes of epoch").isLessThanOrEqualTo(3);
        Operation.GCM_ENCRYPTION.run(kms, encrypting);
    }

    private String label() {
        try {
            return Files.readAllLines(kms.configuration()).stream()
                    .filter(line -> line.startsWith("hsm.token="))
                    .findFirst()
                    .orElseThrow()
                    .substring("hsm.token=".length());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void slowTokenFailsNothing() throws GeneralSecurityException {
        shim.on("Sign").delay(100);
        bothWork();
    }

    @Test
    void fullTokenIsToldAndNothingIsLeft() throws PKCS11Exception, GeneralSecurityException {
        long before;
        try (TokenView view = TokenView.of(shim.library(), label())) {
            before = view.kept().length;
        }
        shim.on("GenerateKey").fail(PKCS11Constants.CKR_DEVICE_MEMORY);
        assertThatThrownBy(() -> kms.create("full", KeySpec.ALIYUN_AES_256))
                .isInstanceOfSatisfying(
                        KmsException.class,
                        e -> assertThat(e.code()).isEqualTo(KmsErrorCode.LIMIT_EXCEEDED))
                .hasMessageContaining("token is full");
        try (TokenView view = TokenView.of(shim.library(), label())) {
            assertThat(view.kept()).hasSize((int) before);
        }
        assertThatThrownBy(() -> kms.kms().describeKey("alias/full"))
                .hasMessageContaining("AliasNotFound");
        bothWork();
    }
}
