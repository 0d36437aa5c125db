package org.kmsjca.protection.software.root.tpm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A TPM behind a device file such as {@code /dev/tpmrm0}: one write, then one read. */
final class DeviceFileTransport implements TpmTransport {
    private final FileChannel channel;

    DeviceFileTransport(Path file) throws IOException {
        channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    @Override
    public byte[] exchange(byte[] command) throws IOException {
        int written = channel.write(ByteBuffer.wrap(command));
        if (written != command.length) {
            throw new IOException("the TPM took " + written + " of " + command.length + " bytes");
        }
        // In one read: older kernels forget what a short one leaves.
        ByteBuffer response = ByteBuffer.allocate(MAXIMUM_SIZE);
        int read = channel.read(response);
        if (read <= 0) {
            throw new IOException("the TPM gave no response");
        }
        byte[] bytes = new byte[read];
        response.flip().get(bytes);
        return bytes;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
