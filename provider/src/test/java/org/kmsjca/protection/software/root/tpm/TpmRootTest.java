package org.kmsjca.protection.software.root.tpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kmsjca.KmsErrorCode.INTERNAL_FAILURE;
import static org.kmsjca.KmsErrorCode.NO_PERMISSION;
import static org.kmsjca.KmsErrorCode.UNAVAILABLE;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.Provider;
import java.security.Security;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kmsjca.crypto.SystemRandom;
import org.kmsjca.protection.software.root.RootKey;
import org.kmsjca.protection.software.root.SealedRootKey;
import org.kmsjca.testing.Swtpm;

/** The root key under a TPM, through the TPM's life and over the wire. */
class TpmRootTest extends TpmFixture {
    @ParameterizedTest
    @ValueSource(strings = {"ecc", "rsa"})
    void sealedRootKeyOpensAlsoAfterARestart(String parent) throws Exception {
        SealedRootKey sealed = seal(root(null, null, parent));
        opens(root(), sealed);

        swtpm.reboot();

        opens(root(), sealed);
        swtpm.powerOff();
        swtpm.powerOn();
        opens(root(), sealed);
    }

    @Test
    void otherTpmIsTold() throws Exception {
        SealedRootKey sealed = seal(root());
        swtpm.replaceChip();
        refused(
                UNAVAILABLE,
                "is not the one that the root key was sealed by",
                () -> root().unseal(sealed, STORE));
    }

    @Test
    void clearedTpmIsTold() throws Exception {
        SealedRootKey sealed = seal(root());
        swtpm.tool("tpm2_clear");
        refused(UNAVAILABLE, "was cleared", () -> root().unseal(sealed, STORE));
    }

    @Test
    void damagedAndForeignEnvelopesAreRefused() {
        SealedRootKey sealed = seal(root());
        byte[] der = sealed.sealed().clone();
        der[der.length - 1] ^= 1;
        refused(
                INTERNAL_FAILURE,
                "damaged",
                () -> root().unseal(new SealedRootKey(sealed.parameters(), der), STORE));
        refused(
                INTERNAL_FAILURE,
                "not the root key of this store",
                () -> root().unseal(sealed, "another store"));
        String edited = sealed.parameters().replaceFirst(";tpm=[0-9a-f]+", "");
        refused(
                INTERNAL_FAILURE,
                "not the root key of this store",
                () -> root().unseal(new SealedRootKey(edited, sealed.sealed()), STORE));
        refused(
                INTERNAL_FAILURE,
                "cannot be read",
                () -> root().unseal(new SealedRootKey("v=9", sealed.sealed()), STORE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ecc", "rsa"})
    void neitherRootKeyNorPinCrossTheWire(String parent) throws Exception {
        byte[] secret = SystemRandom.bytes(RootKey.LENGTH);
        try (WireTap tap = new WireTap(swtpm.port())) {
            var root =
                    new TpmRoot(
                            settings(tap.device(), "1234", "sha256:7", parent), new PinAttempts());
            SealedRootKey sealed = root.seal(new RootKey(secret), STORE);
            try (RootKey opened = root.unseal(sealed, STORE)) {
                assertThat(opened.clearCopy()).isEqualTo(secret);
            }
            byte[] objects = TpmKeyFile.ofDer(sealed.sealed()).privkey();
            assertThat(tap.hasSeen(objects)).as("the tap sees what is sent").isTrue();
            assertThat(tap.hasSeen(secret)).isFalse();
            assertThat(tap.hasSeen(Arrays.copyOf(secret, 8))).isFalse();
            byte[] pin = TpmCrypto.sha256("1234".getBytes(StandardCharsets.UTF_8));
            assertThat(tap.hasSeen(Arrays.copyOf(pin, 8))).isFalse();
        }
    }

    @Test
    void newRootKeysDifferAndAreNotWhatTheTpmGave() throws Exception {
        try (WireTap tap = new WireTap(swtpm.port());
                RootKey one = at(tap.device()).newRootKey();
                RootKey other = at(tap.device()).newRootKey()) {
            assertThat(one.clearCopy()).isNotEqualTo(other.clearCopy());
            assertThat(tap.hasSeen(one.clearCopy())).isFalse();
        }
    }

    @Test
    void jvmIsLeftAsItWas() {
        List<Provider> before = List.of(Security.getProviders());
        PrintStream standard = System.out;
        var printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            SealedRootKey sealed = seal(root());
            opens(root(), sealed);
            refused(INTERNAL_FAILURE, "", () -> root().unseal(sealed, "another store"));
        } finally {
            System.setOut(standard);
        }
        assertThat(Security.getProviders()).containsExactly(before.toArray(Provider[]::new));
        assertThat(printed.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void tpmWithoutEccGetsAnRsaParent() throws Exception {
        byte[] noSuchCurve = {(byte) 0x80, 0x01, 0, 0, 0, 10, 0, 0, 0x02, (byte) 0xE6};
        var answers = new AtomicInteger();
        try (WireTap tap =
                new WireTap(swtpm.port()) {
                    @Override
                    byte[] fromTpm(byte[] answer) {
                        // Greeting, endorsement key and its flush come before the storage key.
                        return answers.incrementAndGet() == 4 ? noSuchCurve : answer;
                    }
                }) {
            SealedRootKey sealed = seal(at(tap.device()));
            assertThat(sealed.parameters()).contains("parent=rsa");
            swtpm.reboot();
            opens(root(), sealed);
        }
    }

    @Test
    void deviceFileIsWrittenAndReadInOnePieceEach() throws Exception {
        // A FIFO that is open both ways gives back what is written, as one piece.
        Path fifo = directory.resolve("tpm.fifo");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
        byte[] command = SystemRandom.bytes(TpmTransport.MAXIMUM_SIZE);
        try (TpmTransport device = new TpmAddress(fifo.toString()).connect(Swtpm.PATIENCE)) {
            assertThat(device.exchange(command)).isEqualTo(command);
        }
    }

    @Test
    void microsoftsFramingIsSpokenToo() {
        SealedRootKey sealed = seal(root());
        opens(at(swtpm.device().replace("swtpm:", "mssim:")), sealed);
    }

    @Test
    void persistentKeyIsAParentWhereTheOwnerHasAnAuthorisation() throws Exception {
        swtpm.tool(
                "tpm2_createprimary", "-Q", "-C", "o", "-G", "ecc256:aes128cfb", "-c", "srk.ctx");
        swtpm.tool("tpm2_evictcontrol", "-Q", "-C", "o", "-c", "srk.ctx", "0x81000001");
        swtpm.tool("tpm2_flushcontext", "-t");
        swtpm.tool("tpm2_changeauth", "-c", "o", "owner secret");

        refused(
                NO_PERMISSION,
                "set tpm.parent to the handle of a persistent storage key",
                () -> seal(root()));
        refused(
                UNAVAILABLE,
                "no key at the persistent handle 0x81000002",
                () -> seal(root(null, null, "0x81000002")));
        SealedRootKey sealed = seal(root(null, null, "0x81000001"));
        swtpm.reboot();
        opens(root(), sealed);
    }
}
