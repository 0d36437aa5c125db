package org.kmsjca.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DoubleBufferedOutputTest {
    private static final int SIZE = 512 * 1024;

    /** Takes so many bytes, and fails then. */
    private static final class FullDisk extends OutputStream {
        private final IOException failure = new IOException("No space left on device");
        private long room;

        FullDisk(long room) {
            this.room = room;
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[1], 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            room -= length;
            if (room < 0) {
                throw failure;
            }
        }
    }

    @Test
    void whatIsWrittenComesInOrderAndWhole() throws IOException {
        Random random = new Random(42);
        byte[] data = new byte[5 * SIZE + 17];
        random.nextBytes(data);
        ByteArrayOutputStream target = new ByteArrayOutputStream();

        try (DoubleBufferedOutput output = new DoubleBufferedOutput(target)) {
            output.write(data[0]);
            for (int done = 1; done < data.length; ) {
                int part = Math.min(data.length - done, random.nextInt(2 * SIZE));
                output.write(data, done, part);
                done += part;
            }
            output.flush();
            assertThat(target.toByteArray()).isEqualTo(data);
        }
        assertThat(target.toByteArray()).isEqualTo(data);
    }

    @Test
    void aFailureOfTheTargetIsToldAtTheLatestByFlush() throws IOException {
        FullDisk early = new FullDisk(SIZE);
        try (DoubleBufferedOutput output = new DoubleBufferedOutput(early)) {
            assertThatThrownBy(() -> output.write(new byte[10 * SIZE])).isSameAs(early.failure);
        }
        FullDisk late = new FullDisk(SIZE);
        try (DoubleBufferedOutput output = new DoubleBufferedOutput(late)) {
            output.write(new byte[SIZE + 1]);
            assertThatThrownBy(output::flush).isSameAs(late.failure);
        }
    }

    @Test
    void anInterruptEndsTheWaitAndStays() throws IOException {
        CountDownLatch slow = new CountDownLatch(1);
        OutputStream target =
                new OutputStream() {
                    @Override
                    public void write(int value) {
                        throw new UnsupportedOperationException();
                    }

                    @Override
                    public void write(byte[] bytes, int offset, int length) {
                        assertThat(awaited(slow)).isTrue();
                    }
                };
        try (DoubleBufferedOutput output = new DoubleBufferedOutput(target)) {
            output.write(new byte[SIZE]);
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> output.write(new byte[2 * SIZE]))
                    .isInstanceOf(InterruptedIOException.class);
            assertThat(Thread.interrupted()).isTrue();
            slow.countDown();
        }
    }

    /** The reader of a slow pipe gets what there is. */
    @Test
    void whatComesDuringAWriteIsNotHeldBack() throws Exception {
        CountDownLatch slow = new CountDownLatch(1);
        BlockingQueue<Byte> arrived = new LinkedBlockingQueue<>();
        OutputStream target =
                new OutputStream() {
                    @Override
                    public void write(int value) {
                        throw new UnsupportedOperationException();
                    }

                    @Override
                    public void write(byte[] bytes, int offset, int length) {
                        arrived.add(bytes[offset]);
                        assertThat(awaited(slow)).isTrue();
                    }
                };
        try (DoubleBufferedOutput output = new DoubleBufferedOutput(target)) {
            output.write('a');
            assertThat(arrived.poll(1, TimeUnit.MINUTES)).isEqualTo((byte) 'a');
            output.write('b');
            slow.countDown();
            assertThat(arrived.poll(1, TimeUnit.MINUTES)).isEqualTo((byte) 'b');
        }
    }

    private static boolean awaited(CountDownLatch latch) {
        try {
            return latch.await(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
