package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.ShortBufferException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kmsjca.ProtectionLevel;
import org.kmsjca.conformance.support.SharedKms;
import org.kmsjca.conformance.support.TestToken;

/** Too little room consumes nothing: the same call with room goes on as if nothing had been. */
class ShortOutputTest extends SharedKms {
    /** So much is collected in GCM before a token gets it. */
    private static final int PART_OF_A_TOKEN = 65_536;

    private SymmetricKeys keys;

    @Override
    protected void prepare() {
        keys = new SymmetricKeys(kms());
    }

    static Stream<Arguments> messages() {
        List<Arguments> all = new ArrayList<>();
        for (SymmetricCase test : SymmetricCase.streams()) {
            for (int length : new int[] {1, 16, 31, 16_383, 16_384, 16_385, 65_536, 65_537}) {
                int fitting = Math.max(16, test.fit(length));
                all.add(Arguments.of(test, Cipher.ENCRYPT_MODE, fitting));
                all.add(Arguments.of(test, Cipher.DECRYPT_MODE, fitting));
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("messages")
    void doFinalGoesOnWithMoreRoom(SymmetricCase test, int mode, int length)
            throws GeneralSecurityException {
        byte[] from = input(test, mode, length);
        byte[] expected = keys.peer(test, mode, test.parameters(3)).doFinal(from);
        for (int ahead : new int[] {0, 5}) {
            Cipher cipher = keys.ours(test, mode, test.parameters(3));
            byte[] first = cipher.update(from, 0, ahead);
            int written = first == null ? 0 : first.length;
            int rest = expected.length - written;
            for (int room : new int[] {0, rest / 2, rest - 1}) {
                byte[] tooSmall = new byte[room];
                assertThatThrownBy(
                                () -> cipher.doFinal(from, ahead, from.length - ahead, tooSmall, 0))
                        .as("room for %d of %d", room, rest)
                        .isInstanceOf(ShortBufferException.class);
            }
            byte[] result =
                    Arrays.copyOf(first == null ? new byte[0] : first, expected.length + 16);
            int more = cipher.doFinal(from, ahead, from.length - ahead, result, written);
            assertThat(Arrays.copyOf(result, written + more)).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @MethodSource("messages")
    void updateGoesOnWithMoreRoom(SymmetricCase test, int mode, int length)
            throws GeneralSecurityException {
        byte[] from = input(test, mode, length);
        byte[] expected = keys.peer(test, mode, test.parameters(3)).doFinal(from);
        Cipher peer = keys.peer(test, mode, test.parameters(3));
        byte[] announced = peer.update(from);
        boolean heldBack =
                test.isGcm() && mode == Cipher.DECRYPT_MODE; // also where the peer does not
        int step = announced == null || heldBack ? 0 : announced.length;
        if (test.isGcm() && mode == Cipher.ENCRYPT_MODE && level() == ProtectionLevel.HSM) {
            step = length > PART_OF_A_TOKEN && !TestToken.makesGcmOfBlocks() ? length : 0;
        }
        Cipher cipher = keys.ours(test, mode, test.parameters(3));
        int least = step;
        if (step > 0) {
            assertThatThrownBy(() -> cipher.update(from, 0, from.length, new byte[least - 1], 0))
                    .isInstanceOf(ShortBufferException.class);
        }
        byte[] result = new byte[expected.length + 32];
        int written = cipher.update(from, 0, from.length, result, 0);
        assertThat(written).isEqualTo(step);
        written += cipher.doFinal(result, written);
        assertThat(Arrays.copyOf(result, written)).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("messages")
    void bufferPositionsStayWhereTheyWere(SymmetricCase test, int mode, int length)
            throws GeneralSecurityException {
        byte[] from = input(test, mode, length);
        byte[] expected = keys.peer(test, mode, test.parameters(3)).doFinal(from);
        Cipher cipher = keys.ours(test, mode, test.parameters(3));
        ByteBuffer input = ByteBuffer.wrap(from);
        ByteBuffer tooSmall = ByteBuffer.allocate(expected.length);
        tooSmall.position(1);
        assertThatThrownBy(() -> cipher.doFinal(input, tooSmall))
                .isInstanceOf(ShortBufferException.class);
        assertThat(input.position()).isZero();
        assertThat(tooSmall.position()).isEqualTo(1);
        ByteBuffer output = ByteBuffer.allocate(expected.length + 16);
        assertThat(cipher.doFinal(input, output)).isEqualTo(expected.length);
        assertThat(Arrays.copyOf(output.array(), expected.length)).isEqualTo(expected);
    }

    static List<SymmetricCase> gcm() {
        return SymmetricCase.gcm();
    }

    @ParameterizedTest
    @MethodSource("gcm")
    void shortRoomIsToldBeforeATagIsChecked(SymmetricCase test) throws GeneralSecurityException {
        for (int length : new int[] {20, 16_400, 70_000}) {
            byte[] forged = input(test, Cipher.DECRYPT_MODE, length);
            forged[0] ^= 1;
            Cipher cipher = keys.ours(test, Cipher.DECRYPT_MODE, test.parameters(3));
            byte[] tooSmall = new byte[length - 1];
            assertThatThrownBy(() -> cipher.doFinal(forged, 0, forged.length, tooSmall, 0))
                    .isInstanceOf(ShortBufferException.class);
            byte[] output = new byte[length];
            assertThatThrownBy(() -> cipher.doFinal(forged, 0, forged.length, output, 0))
                    .isInstanceOf(AEADBadTagException.class);
        }
    }

    /** The caller may go on with less, as after no call at all. */
    @ParameterizedTest
    @MethodSource("streams")
    void anotherEndMayComeAfterShortRoom(SymmetricCase test) throws GeneralSecurityException {
        for (int mode : new int[] {Cipher.ENCRYPT_MODE, Cipher.DECRYPT_MODE}) {
            byte[] from = input(test, mode, 48);
            byte[] longer = input(test, mode, 96);
            byte[] expected = keys.peer(test, mode, test.parameters(3)).doFinal(from);
            Cipher cipher = keys.ours(test, mode, test.parameters(3));
            assertThatThrownBy(() -> cipher.doFinal(longer, 0, longer.length, new byte[5], 0))
                    .isInstanceOf(ShortBufferException.class);
            assertThat(cipher.doFinal(from)).isEqualTo(expected);
        }
    }

    static List<SymmetricCase> streams() {
        return SymmetricCase.streams();
    }

    private byte[] input(SymmetricCase test, int mode, int length) throws GeneralSecurityException {
        byte[] clear = SymmetricCase.bytes(length, length);
        return mode == Cipher.ENCRYPT_MODE
                ? clear
                : keys.peer(test, Cipher.ENCRYPT_MODE, test.parameters(3)).doFinal(clear);
    }
}
