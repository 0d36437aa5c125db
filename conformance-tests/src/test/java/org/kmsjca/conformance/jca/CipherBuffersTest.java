package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kmsjca.conformance.support.SharedKms;

/** Messages in buffers of every kind, and in memory that input and output share. */
class CipherBuffersTest extends SharedKms {
    private static final int MOST_SHIFT = 33;
    private static final List<Integer> LENGTHS = List.of(0, 1, 16, 33, 100, 16_400, 70_000);

    private SymmetricKeys keys;

    @Override
    protected void prepare() {
        keys = new SymmetricKeys(kms());
    }

    private static List<Named<IntFunction<ByteBuffer>>> kinds() {
        return List.of(
                Named.of("heap", ByteBuffer::allocate),
                Named.of("direct", ByteBuffer::allocateDirect),
                Named.of("slice", length -> ByteBuffer.allocate(length + 12).slice(5, length)),
                Named.of(
                        "direct slice",
                        length -> ByteBuffer.allocateDirect(length + 12).slice(5, length)));
    }

    static Stream<Arguments> buffers() {
        List<Arguments> all = new ArrayList<>();
        for (SymmetricCase test : SymmetricCase.streams()) {
            for (var input : kinds()) {
                for (var output : kinds()) {
                    UnaryOperator<ByteBuffer> plain = UnaryOperator.identity();
                    all.add(Arguments.of(test, input, output, Named.of("writable", plain)));
                    UnaryOperator<ByteBuffer> readOnly = ByteBuffer::asReadOnlyBuffer;
                    all.add(Arguments.of(test, input, output, Named.of("read-only", readOnly)));
                }
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("buffers")
    void bufferGoesThroughInTwoCalls(
            SymmetricCase test,
            IntFunction<ByteBuffer> inputKind,
            IntFunction<ByteBuffer> outputKind,
            UnaryOperator<ByteBuffer> access)
            throws GeneralSecurityException {
        for (int wanted : LENGTHS) {
            byte[] clear = SymmetricCase.bytes(test.fit(wanted), wanted);
            byte[] encrypted = encrypted(test, clear);
            for (int mode : new int[] {Cipher.ENCRYPT_MODE, Cipher.DECRYPT_MODE}) {
                byte[] from = mode == Cipher.ENCRYPT_MODE ? clear : encrypted;
                byte[] expected = mode == Cipher.ENCRYPT_MODE ? encrypted : clear;
                ByteBuffer input = inputKind.apply(from.length);
                input.put(from).flip();
                ByteBuffer readable = access.apply(input);
                ByteBuffer output = outputKind.apply(expected.length + 64);
                output.position(3);
                Cipher cipher = keys.ours(test, mode, test.parameters(7));
                readable.limit(from.length / 3);
                int written = cipher.update(readable, output);
                assertThat(readable.remaining()).isZero();
                readable.limit(from.length);
                written += cipher.doFinal(readable, output);
                assertThat(readable.remaining()).isZero();
                assertThat(written).isEqualTo(expected.length);
                assertThat(output.position()).isEqualTo(3 + expected.length);
                byte[] result = new byte[expected.length];
                output.flip().position(3).get(result);
                assertThat(result).isEqualTo(expected);
            }
        }
    }

    static Stream<Arguments> shared() {
        return SymmetricCase.streams().stream()
                .flatMap(
                        test ->
                                Stream.of(
                                        Arguments.of(test, Cipher.ENCRYPT_MODE),
                                        Arguments.of(test, Cipher.DECRYPT_MODE)));
    }

    @ParameterizedTest
    @MethodSource("shared")
    void outputMayOverlapInputAtAnyShift(SymmetricCase test, int mode)
            throws GeneralSecurityException {
        for (int wanted : LENGTHS) {
            byte[] clear = SymmetricCase.bytes(test.fit(wanted), wanted);
            byte[] encrypted = encrypted(test, clear);
            byte[] from = mode == Cipher.ENCRYPT_MODE ? clear : encrypted;
            byte[] expected = mode == Cipher.ENCRYPT_MODE ? encrypted : clear;
            int step = wanted > 1000 ? 11 : 1;
            for (int shift = -MOST_SHIFT; shift <= MOST_SHIFT; shift += step) {
                String place = "%d bytes, shift %d".formatted(from.length, shift);
                assertThat(inOneArray(test, mode, from, expected.length, shift))
                        .as("array, %s", place)
                        .isEqualTo(expected);
                assertThat(inOneBuffer(test, mode, from, expected.length, shift, false))
                        .as("heap buffer, %s", place)
                        .isEqualTo(expected);
                assertThat(inOneBuffer(test, mode, from, expected.length, shift, true))
                        .as("direct buffer, %s", place)
                        .isEqualTo(expected);
            }
        }
    }

    /** The first bytes are held back by the cipher, so that the output runs ahead of the input. */
    @ParameterizedTest
    @MethodSource("shared")
    void outputMayOverlapInputAfterAnUpdate(SymmetricCase test, int mode)
            throws GeneralSecurityException {
        for (int length : new int[] {64, 16_400, 40_000}) {
            byte[] clear = SymmetricCase.bytes(test.fit(length), length);
            byte[] encrypted = encrypted(test, clear);
            byte[] from = mode == Cipher.ENCRYPT_MODE ? clear : encrypted;
            byte[] expected = mode == Cipher.ENCRYPT_MODE ? encrypted : clear;
            for (int shift = -MOST_SHIFT; shift <= MOST_SHIFT; shift += 3) {
                for (boolean whole : new boolean[] {true, false}) {
                    assertThat(afterAnUpdate(test, mode, from, shift, whole))
                            .as("%d bytes, shift %d, doFinal %s", length, shift, whole)
                            .isEqualTo(expected);
                }
            }
        }
    }

    private byte[] afterAnUpdate(
            SymmetricCase test, int mode, byte[] from, int shift, boolean whole)
            throws GeneralSecurityException {
        int start = MOST_SHIFT;
        int ahead = 5;
        byte[] memory = new byte[2 * MOST_SHIFT + from.length + 64];
        System.arraycopy(from, 0, memory, start, from.length);
        Cipher cipher = keys.ours(test, mode, test.parameters(7));
        ByteArrayOutputStream result = new ByteArrayOutputStream();
        byte[] first = cipher.update(from, 0, ahead);
        if (first != null) {
            result.writeBytes(first);
        }
        int length = from.length - ahead;
        int target = start + shift;
        int written =
                whole
                        ? cipher.doFinal(memory, start + ahead, length, memory, target)
                        : cipher.update(memory, start + ahead, length, memory, target);
        result.write(memory, target, written);
        if (!whole) {
            result.writeBytes(cipher.doFinal());
        }
        return result.toByteArray();
    }

    private byte[] inOneArray(
            SymmetricCase test, int mode, byte[] from, int resultLength, int shift)
            throws GeneralSecurityException {
        int start = MOST_SHIFT;
        byte[] memory = new byte[2 * MOST_SHIFT + Math.max(from.length, resultLength) + 32];
        System.arraycopy(from, 0, memory, start, from.length);
        Cipher cipher = keys.ours(test, mode, test.parameters(7));
        int written = cipher.doFinal(memory, start, from.length, memory, start + shift);
        assertThat(written).isEqualTo(resultLength);
        return Arrays.copyOfRange(memory, start + shift, start + shift + written);
    }

    private byte[] inOneBuffer(
            SymmetricCase test, int mode, byte[] from, int resultLength, int shift, boolean direct)
            throws GeneralSecurityException {
        int size = 2 * MOST_SHIFT + Math.max(from.length, resultLength) + 32;
        ByteBuffer memory = direct ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
        ByteBuffer input = memory.duplicate();
        input.position(MOST_SHIFT).mark();
        input.put(from).limit(input.position()).reset();
        ByteBuffer output = memory.duplicate();
        output.position(MOST_SHIFT + shift);
        keys.ours(test, mode, test.parameters(7)).doFinal(input, output);
        byte[] result = new byte[resultLength];
        output.flip().position(MOST_SHIFT + shift).get(result);
        assertThat(output.remaining()).isZero();
        return result;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void readOnlyOutputAndOneBufferForBothAreRefused(boolean direct)
            throws GeneralSecurityException {
        SymmetricCase test = new SymmetricCase("AES/GCM/NoPadding", 256);
        ByteBuffer buffer = direct ? ByteBuffer.allocateDirect(64) : ByteBuffer.allocate(64);
        Cipher cipher = keys.ours(test, Cipher.ENCRYPT_MODE, test.parameters(1));
        assertThatThrownBy(() -> cipher.doFinal(buffer, buffer))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(
                        () ->
                                cipher.doFinal(
                                        ByteBuffer.allocate(8),
                                        ByteBuffer.allocate(64).asReadOnlyBuffer()))
                .isInstanceOf(ReadOnlyBufferException.class);
    }

    private byte[] encrypted(SymmetricCase test, byte[] clear) throws GeneralSecurityException {
        return keys.peer(test, Cipher.ENCRYPT_MODE, test.parameters(7)).doFinal(clear);
    }
}
