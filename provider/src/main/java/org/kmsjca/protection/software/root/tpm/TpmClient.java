package org.kmsjca.protection.software.root.tpm;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import tss.ReqStructure;
import tss.RespStructure;
import tss.Tpm;
import tss.TpmBuffer;
import tss.tpm.CreatePrimaryResponse;
import tss.tpm.LoadResponse;
import tss.tpm.TPM2_Load_REQUEST;
import tss.tpm.TPM_CC;
import tss.tpm.TPM_HANDLE;

/**
 * TSS.Java's commands over one connection, with sessions of our own: its own dispatcher knows
 * passwords only, prints errors to standard output and retries for ever.
 *
 * <p>Keeps account of what it loaded; closing flushes what is left. One thread at a time.
 */
final class TpmClient extends Tpm implements Closeable {
    private static final int MOST_TRIES = 9;
    private static final long FIRST_PAUSE_NANOS = 10_000_000;

    private final TpmTransport transport;
    private final Deque<TPM_HANDLE> loaded = new ArrayDeque<>();
    private @Nullable AuthSession session;
    private byte sessionAttributes;
    private boolean broken;

    TpmClient(TpmTransport transport) {
        this.transport = transport;
    }

    /**
     * Authorises the next command by the session.
     *
     * @param attributes {@link AuthSession#DECRYPT} and {@link AuthSession#ENCRYPT}, or 0
     */
    TpmClient with(AuthSession next, byte attributes) {
        session = next;
        sessionAttributes = (byte) (attributes | AuthSession.CONTINUE);
        return this;
    }

    @Override
    protected void DispatchCommand(TPM_CC command, ReqStructure request, RespStructure response) {
        AuthSession used = session;
        session = null;
        byte[] parameters = parameters(request);
        byte[] bytes = new byte[0];
        try {
            CommandArea area = new CommandArea(command, request, used, sessionAttributes);
            bytes = area.encode(parameters);
            ByteBuffer answer = exchange(command, bytes);
            if (response != null) {
                decode(area, answer, request, response);
            }
        } finally {
            Arrays.fill(parameters, (byte) 0);
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private static byte[] parameters(ReqStructure request) {
        TpmBuffer buffer = new TpmBuffer();
        request.toTpm(buffer);
        if (!buffer.isOk()) {
            throw new IllegalArgumentException("a TPM command of more than 4096 bytes");
        }
        byte[] parameters = Arrays.copyOf(buffer.buffer(), buffer.curPos());
        Arrays.fill(buffer.buffer(), (byte) 0);
        return parameters;
    }

    /** Sends the command until the TPM has done it; the response begins behind its header. */
    private ByteBuffer exchange(TPM_CC command, byte[] bytes) {
        long pause = FIRST_PAUSE_NANOS;
        for (int tries = 1; ; tries++) {
            ByteBuffer answer = ByteBuffer.wrap(send(bytes));
            if (answer.limit() < CommandArea.HEADER
                    || answer.getInt(Short.BYTES) != answer.limit()) {
                throw malformed(command);
            }
            int code = answer.getInt(Short.BYTES + Integer.BYTES);
            if (code == 0) {
                return answer;
            }
            if (!ResponseCode.isTemporary(code) || tries == MOST_TRIES) {
                throw new TpmResponseException("TPM2_" + command.name(), code);
            }
            LockSupport.parkNanos(pause);
            pause *= 2;
        }
    }

    private byte[] send(byte[] bytes) {
        try {
            return transport.exchange(bytes);
        } catch (IOException e) {
            broken = true;
            throw new UncheckedIOException(e);
        }
    }

    private void decode(
            CommandArea area, ByteBuffer answer, ReqStructure request, RespStructure response) {
        try {
            area.decode(answer, response);
        } finally {
            // Also of an answer that is refused something may have been loaded.
            TPM_HANDLE handle = response.numHandles() > 0 ? response.getHandle() : null;
            if (handle != null && handle.handle != TPM_HANDLE.NULL.handle) {
                loaded.push(handle);
            }
        }
        if (response instanceof CreatePrimaryResponse primary) {
            primary.handle.Name = checkedName(primary.name, primary.outPublic.toBytes());
        } else if (response instanceof LoadResponse load
                && request instanceof TPM2_Load_REQUEST asked) {
            load.handle.Name = checkedName(load.name, asked.inPublic.toBytes());
        }
    }

    private static byte[] checkedName(byte[] told, byte[] publicArea) {
        byte[] computed = TpmCrypto.name(publicArea);
        if (!Arrays.equals(told, computed)) {
            throw new UncheckedIOException(
                    new IOException("the TPM told another Name than its object's public area has"));
        }
        return computed;
    }

    static UncheckedIOException malformed(TPM_CC command) {
        return new UncheckedIOException(
                new IOException("the TPM's response to TPM2_" + command.name() + " is malformed"));
    }

    /** Flushes, and leaves it at that when the TPM does not know the handle any more. */
    void flushQuietly(TPM_HANDLE handle) {
        loaded.removeIf(known -> known.handle == handle.handle);
        if (broken) {
            return; // an answer that comes late would be taken for this one's
        }
        try {
            FlushContext(handle);
        } catch (TpmResponseException | UncheckedIOException alreadyGone) {
            return;
        }
    }

    /** Flushes everything that is still loaded, and ends the connection. */
    @Override
    public void close() {
        try {
            while (!loaded.isEmpty()) {
                flushQuietly(loaded.peek());
            }
        } finally {
            transport.close();
        }
    }
}
