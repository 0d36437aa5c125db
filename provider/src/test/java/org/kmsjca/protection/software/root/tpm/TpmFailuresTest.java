package org.kmsjca.protection.software.root.tpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kmsjca.KmsErrorCode.INTERNAL_FAILURE;
import static org.kmsjca.KmsErrorCode.INVALID_PARAMETER;
import static org.kmsjca.KmsErrorCode.NO_PERMISSION;
import static org.kmsjca.KmsErrorCode.SERVICE_UNAVAILABLE_TEMPORARY;
import static org.kmsjca.KmsErrorCode.UNAVAILABLE;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.kmsjca.protection.software.root.SealedRootKey;
import org.kmsjca.testing.Swtpm;
import tss.tpm.GetCapabilityResponse;
import tss.tpm.TPML_HANDLE;
import tss.tpm.TPM_CAP;

/** Each way to fail has its own message, and leaves nothing loaded. */
class TpmFailuresTest extends TpmFixture {
    private void nothingIsLoaded() {
        int[] ranges = {0x80000000, 0x02000000, 0x03000000};
        for (int range : ranges) {
            GetCapabilityResponse found = run(tpm -> tpm.GetCapability(TPM_CAP.HANDLES, range, 10));
            assertThat(((TPML_HANDLE) found.capabilityData).handle).isEmpty();
        }
    }

    private int failuresCounted() {
        return run(DictionaryAttack::read).failures();
    }

    @Test
    void missingDeviceIsTold() {
        refused(UNAVAILABLE, "does not exist", () -> seal(at("/dev/no-such-tpm")));
        swtpm.powerOff();
        refused(UNAVAILABLE, "nothing listens there", () -> seal(root()));
    }

    @Test
    void ordinaryFileIsNotWrittenTo() throws Exception {
        Path file = Files.writeString(directory.resolve("precious"), "content");
        refused(INVALID_PARAMETER, "is no device file", () -> seal(at(file.toString())));
        refused(INVALID_PARAMETER, "is no device file", () -> seal(at(directory.toString())));
        assertThat(file).hasContent("content");
    }

    @Test
    void deviceOfAnotherGroupNamesIt() {
        // What the kernel answers to a user outside the group; the tests may run as root.
        var refusals = new TpmErrors(new TpmAddress("/dev/null"));
        assertThat(refusals.forbidden(new IOException("denied")))
                .hasMessageContaining("a member of the group root");
    }

    @Test
    void busyDeviceIsWaitedForAndThenTold() throws Exception {
        SealedRootKey sealed = seal(root());
        TpmRoot impatient =
                new TpmRoot(
                        new TpmSettings(swtpm.device(), null, null, null, Duration.ofMillis(300)),
                        new PinAttempts());
        try (Socket other = new Socket(InetAddress.getLoopbackAddress(), swtpm.port())) {
            assertThat(other.isConnected()).isTrue();
            refused(
                    SERVICE_UNAVAILABLE_TEMPORARY,
                    "is busy",
                    () -> impatient.unseal(sealed, STORE));
            Thread release = new Thread(() -> closeAfter(other, 200));
            release.start();
            opens(root(), sealed);
        }
    }

    private static void closeAfter(Socket socket, long millis) {
        try {
            Thread.sleep(millis);
            socket.close();
        } catch (InterruptedException | IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void changedPcrIsNamed() throws Exception {
        SealedRootKey sealed = seal(root(null, "sha256:0,16,23", null));
        opens(root(), sealed);
        swtpm.extend(16);
        refused(NO_PERMISSION, "PCR 16 of bank sha256 changed", () -> root().unseal(sealed, STORE));
        swtpm.extend(23);
        refused(NO_PERMISSION, "PCR 16, 23 of bank", () -> root().unseal(sealed, STORE));
        nothingIsLoaded();
        swtpm.reboot();
        opens(root(), sealed);
    }

    @Test
    void moreThanEightPcrsAndOtherBanksWork() {
        opens(root(), seal(root(null, "sha256:0,1,2,3,4,5,6,7,8,9,10,16", null)));
        opens(root(), seal(root(null, "sha384:0,16", null)));
        opens(root("1234", null, null), seal(root("1234", "sha1:16", null)));
    }

    @Test
    void wrongPinIsTriedOnceAndCounted() {
        SealedRootKey sealed = seal(root("1234", null, null));
        var attempts = new PinAttempts();
        var wrong = new TpmRoot(settings(swtpm.device(), "4321", null, null), attempts);

        refused(NO_PERMISSION, "refused tpm.auth as wrong", () -> wrong.unseal(sealed, STORE));
        for (int i = 0; i < 10; i++) {
            refused(
                    NO_PERMISSION,
                    "has refused this tpm.auth already",
                    () -> wrong.unseal(sealed, STORE));
        }
        assertThat(failuresCounted()).isEqualTo(1);
        opens(new TpmRoot(settings(swtpm.device(), "1234", null, null), attempts), sealed);
        nothingIsLoaded();
    }

    @Test
    void lastAttemptBeforeALockoutIsNotRiskedAndALockoutIsNoWrongPin() throws Exception {
        SealedRootKey sealed = seal(root("1234", "sha256:16", null));
        refused(NO_PERMISSION, "wrong", () -> root("a", null, null).unseal(sealed, STORE));
        refused(NO_PERMISSION, "wrong", () -> root("b", null, null).unseal(sealed, STORE));
        assertThat(failuresCounted()).isEqualTo(2);
        refused(
                NO_PERMISSION,
                "one attempt left",
                () -> root("1234", null, null).unseal(sealed, STORE));
        assertThat(failuresCounted()).isEqualTo(2);

        swtpm.tool("tpm2_dictionarylockout", "--setup-parameters", "-n", "2", "-t", "9", "-l", "9");
        refused(NO_PERMISSION, "locked out", () -> root("1234", null, null).unseal(sealed, STORE));
        swtpm.tool("tpm2_dictionarylockout", "--clear-lockout");
        opens(root("1234", null, null), sealed);
        nothingIsLoaded();
    }

    @Test
    void lostPowerAfterAPinIsCountedAndTold() throws Exception {
        SealedRootKey sealed = seal(root("1234", null, null));
        for (int i = 0; i < 2; i++) {
            opens(root("1234", null, null), sealed);
            swtpm.powerOff();
            swtpm.powerOn();
        }
        refused(
                NO_PERMISSION,
                "each loss of power without TPM2_Shutdown",
                () -> root("1234", null, null).unseal(sealed, STORE));
    }

    @Test
    void lostPowerIsNotCountedWithoutAPin() throws Exception {
        SealedRootKey sealed = seal(root(null, "sha256:7", null));
        for (int i = 0; i < 4; i++) {
            opens(root(), sealed);
            swtpm.powerOff();
            swtpm.powerOn();
        }
        assertThat(failuresCounted()).isZero();
    }

    @Test
    void missingOrEmptyPinIsToldWithoutAskingTheTpm() {
        SealedRootKey sealed = seal(root("1234", null, null));
        refused(NO_PERMISSION, "asks for a PIN", () -> root().unseal(sealed, STORE));
        refused(INVALID_PARAMETER, "empty", () -> root("", null, null).unseal(sealed, STORE));
        assertThat(failuresCounted()).isZero();
    }

    @Test
    void resetInTheMiddleIsTriedAgain() throws Exception {
        SealedRootKey sealed = seal(root());
        var answers = new AtomicInteger();
        try (WireTap tap =
                new WireTap(swtpm.port()) {
                    @Override
                    byte[] fromTpm(byte[] answer) {
                        if (answers.incrementAndGet() != 4) {
                            return answer;
                        }
                        restart();
                        return null;
                    }
                }) {
            opens(at(tap.device()), sealed);
        }
        assertThat(answers.get()).isGreaterThan(4);
        nothingIsLoaded();
    }

    private void restart() {
        try {
            swtpm.powerOff();
            swtpm.powerOn();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void interposersStorageKeyIsRefusedBeforeAnythingIsSaltedToIt() throws Exception {
        SealedRootKey sealed = seal(root());
        try (Swtpm interposer = Swtpm.start(directory.resolve("interposer"));
                WireTap tap = new WireTap(interposer.port())) {
            refused(UNAVAILABLE, "is not the one", () -> at(tap.device()).unseal(sealed, STORE));
            byte[] startAuthSession = {0, 0, 0x01, 0x76};
            assertThat(tap.hasSeen(startAuthSession)).isFalse();
        }
    }

    @Test
    void answersThatWereChangedAreRefused() throws Exception {
        SealedRootKey sealed = seal(root());
        try (WireTap tap =
                new WireTap(swtpm.port()) {
                    @Override
                    byte[] fromTpm(byte[] answer) {
                        // Unseal's answer is the only one in a session with an HMAC of 32 bytes.
                        boolean session = answer[1] == 0x02 && answer.length > 100;
                        if (session && answer.length < 200) {
                            answer[20] ^= 1;
                        }
                        return answer;
                    }
                }) {
            refused(UNAVAILABLE, "cannot be trusted", () -> at(tap.device()).unseal(sealed, STORE));
        }
        nothingIsLoaded();
        opens(root(), sealed);
    }

    @Test
    void fullTpmIsTold() throws Exception {
        SealedRootKey sealed = seal(root());
        TpmRoot impatient =
                new TpmRoot(
                        new TpmSettings(swtpm.device(), null, null, null, Duration.ofMillis(300)),
                        new PinAttempts());
        try (TpmTransport other = new TpmAddress(swtpm.device()).connect(Swtpm.PATIENCE)) {
            var leaky = new TpmClient(other);
            for (int i = 0; i < 3; i++) {
                StorageKey.open(leaky, ParentKind.ECC);
            }
        }
        refused(
                SERVICE_UNAVAILABLE_TEMPORARY,
                "has no room left",
                () -> impatient.unseal(sealed, STORE));
        swtpm.tool("tpm2_flushcontext", "-t");
        opens(root(), sealed);
    }

    @Test
    void thousandOpensLeaveNothingLoaded() {
        SealedRootKey sealed = seal(root());
        TpmRoot root = root();
        for (int i = 0; i < 1000; i++) {
            opens(root, sealed);
        }
        nothingIsLoaded();
    }

    @Test
    void failuresInTheMiddleLeaveNothingLoaded() {
        SealedRootKey sealed = seal(root());
        byte[] der = sealed.sealed().clone();
        der[der.length - 1] ^= 1;
        var damaged = new SealedRootKey(sealed.parameters(), der);
        for (int i = 0; i < 10; i++) {
            refused(INTERNAL_FAILURE, "damaged", () -> root().unseal(damaged, STORE));
        }
        nothingIsLoaded();
    }
}
