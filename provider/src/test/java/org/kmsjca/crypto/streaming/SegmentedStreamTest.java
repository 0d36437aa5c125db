package org.kmsjca.crypto.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import javax.crypto.AEADBadTagException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several threads make of a message what one makes. */
class SegmentedStreamTest {
    private static final byte[] KEY = new byte[32];
    private static final byte[] ASSOCIATED_DATA = {1, 2, 3};
    private static final int SEGMENT = 64;
    private static final int FIRST = SEGMENT - SegmentedStream.HEADER_LENGTH;
    private static final int MANY = 41;

    private static byte[] message(int length) {
        byte[] message = new byte[length];
        for (int index = 0; index < length; index++) {
            message[index] = (byte) (1 + index % 251);
        }
        return message;
    }

    private static byte[] run(SegmentedStream stream, byte[] input) throws AEADBadTagException {
        byte[] output = new byte[Math.toIntExact(stream.finalSize(input.length))];
        int length = stream.update(input, 0, input.length, output, 0);
        assertThat(length + stream.finish(output, length)).isEqualTo(output.length);
        return output;
    }

    private static SegmentedStream encrypting(StreamThreads threads) {
        return SegmentedStream.encrypting(KEY, ASSOCIATED_DATA, SEGMENT, threads);
    }

    private static SegmentedStream decrypting(byte[] header, StreamThreads threads)
            throws AEADBadTagException {
        return SegmentedStream.decrypting(KEY, ASSOCIATED_DATA, SEGMENT, header, threads);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8, 24, 25, 72, 73, 400, 407, 408, 409, 456, 2000, 4096, 65536})
    void threadsReadWhatOneThreadWrote(int length) throws AEADBadTagException {
        byte[] message = message(length);
        for (StreamThreads writer : StreamThreads.values()) {
            SegmentedStream stream = encrypting(writer);
            byte[] content = run(stream, message);
            for (StreamThreads reader : StreamThreads.values()) {
                assertThat(run(decrypting(stream.header(), reader), content)).isEqualTo(message);
            }
        }
    }

    @Test
    void damagedSegmentAnywhereRefusesAllOfTheCall() throws AEADBadTagException {
        SegmentedStream stream = encrypting(StreamThreads.COMMON_POOL);
        byte[] content = run(stream, message(MANY * (SEGMENT - SegmentCipher.TAG_LENGTH)));
        for (int damaged = 0; damaged + SEGMENT < content.length; damaged += SEGMENT) {
            byte[] input = content.clone();
            input[damaged] ^= 1;
            refuses(stream.header(), input);
        }
    }

    @Test
    void exchangedSegmentsAreRefused() throws AEADBadTagException {
        SegmentedStream stream = encrypting(StreamThreads.COMMON_POOL);
        byte[] content = run(stream, message(MANY * (SEGMENT - SegmentCipher.TAG_LENGTH)));
        for (int first = FIRST; first + 30 * SEGMENT < content.length; first += SEGMENT) {
            byte[] input = content.clone();
            int second = first + 20 * SEGMENT;
            System.arraycopy(content, second, input, first, SEGMENT);
            System.arraycopy(content, first, input, second, SEGMENT);
            refuses(stream.header(), input);
        }
    }

    private static void refuses(byte[] header, byte[] input) throws AEADBadTagException {
        SegmentedStream stream = decrypting(header, StreamThreads.COMMON_POOL);
        byte[] output = new byte[input.length];
        assertThatExceptionOfType(AEADBadTagException.class)
                .isThrownBy(() -> stream.update(input, 0, input.length, output, 0));
        assertThat(output).containsOnly(0);
    }

    @Test
    void poolWithoutAnIdleThreadDelaysNothing() throws AEADBadTagException {
        int all = ForkJoinPool.getCommonPoolParallelism();
        CountDownLatch busy = new CountDownLatch(all);
        CountDownLatch end = new CountDownLatch(1);
        for (int index = 0; index < all; index++) {
            ForkJoinPool.commonPool()
                    .execute(
                            () -> {
                                busy.countDown();
                                try {
                                    end.await();
                                } catch (InterruptedException e) {
                                    Thread.currentThread().interrupt();
                                }
                            });
        }
        try {
            busy.await();
            byte[] message = message(4096);
            SegmentedStream stream = encrypting(StreamThreads.COMMON_POOL);
            byte[] content = run(stream, message);
            assertThat(run(decrypting(stream.header(), StreamThreads.COMMON_POOL), content))
                    .isEqualTo(message);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } finally {
            end.countDown();
        }
    }

    @Test
    void interruptStaysAndDisturbsNothing() throws AEADBadTagException {
        byte[] message = message(4096);
        SegmentedStream stream = encrypting(StreamThreads.COMMON_POOL);
        Thread.currentThread().interrupt();
        byte[] content;
        try {
            content = run(stream, message);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(run(decrypting(stream.header(), StreamThreads.CALLER), content))
                .isEqualTo(message);
        assertThat(Arrays.equals(content, message)).isFalse();
    }
}
