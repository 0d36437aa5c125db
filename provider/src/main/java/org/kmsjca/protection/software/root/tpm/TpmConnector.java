package org.kmsjca.protection.software.root.tpm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.kmsjca.KmsException;

/**
 * Lends a connection to a TPM for one piece of work, which begins anew when the TPM is reset in
 * between. Nothing stays loaded.
 */
final class TpmConnector {
    private static final int MOST_TRIES = 3;
    private static final int GREETING = 8;
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final TpmAddress address;
    private final Duration wait;
    private final TpmErrors refusals;

    TpmConnector(TpmAddress address, Duration wait) {
        this.address = address;
        this.wait = wait;
        this.refusals = new TpmErrors(address);
    }

    TpmErrors refusals() {
        return refusals;
    }

    /** Runs the work. What it throws as KmsException is final; other failures may be retried. */
    <T> T with(Function<TpmClient, T> work) {
        long deadline = System.nanoTime() + wait.toNanos();
        for (int tries = 1; ; tries++) {
            boolean inTime = System.nanoTime() - deadline < 0;
            try (TpmClient tpm = open(tries > 1, deadline)) {
                return work.apply(tpm);
            } catch (TpmTamperingException e) {
                throw refusals.tampered(e);
            } catch (TpmResponseException e) {
                if (!inTime || !isWorthAnotherTry(e, tries)) {
                    throw refusal(e);
                }
            } catch (UncheckedIOException e) {
                if (!inTime || tries == MOST_TRIES) {
                    throw refusals.interrupted(e);
                }
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    /** Connects, waiting for one that is busy, and hears that it answers. */
    private TpmClient open(boolean again, long deadline) {
        if (address.isFile() && isOrdinary(address.file())) {
            throw refusals.noDeviceFile();
        }
        while (true) {
            boolean inTime = System.nanoTime() - deadline < 0;
            TpmClient tpm = null;
            try {
                tpm = new TpmClient(address.connect(wait));
                tpm.GetRandom(GREETING);
                TpmClient answering = tpm;
                tpm = null;
                return answering;
            } catch (NoSuchFileException e) {
                throw refusals.absent(e);
            } catch (AccessDeniedException e) {
                throw refusals.forbidden(e);
            } catch (UnknownHostException e) {
                throw refusals.absent(e);
            } catch (ConnectException e) {
                if (!again || !inTime) {
                    throw refusals.absent(e);
                }
            } catch (IOException e) {
                retryIfBusy(e, inTime);
            } catch (UncheckedIOException e) {
                retryIfBusy(Objects.requireNonNull(e.getCause()), inTime);
            } finally {
                if (tpm != null) {
                    tpm.close();
                }
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    /** A command would overwrite it. */
    private static boolean isOrdinary(Path file) {
        return Files.isRegularFile(file) || Files.isDirectory(file);
    }

    private void retryIfBusy(IOException e, boolean inTime) {
        if (e instanceof SocketTimeoutException || (isBusy(e) && !inTime)) {
            throw refusals.busy(e);
        }
        if (!inTime) {
            // Only opening throws these; files have no other word for "busy" than the system's
            // text.
            throw e instanceof FileSystemException
                    ? refusals.notOpened(e)
                    : refusals.interrupted(e);
        }
    }

    private static boolean isBusy(IOException e) {
        return String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("busy");
    }

    private static boolean isWorthAnotherTry(TpmResponseException e, int tries) {
        return isFull(e) || e.is(ResponseCode.INITIALIZE) || (tries < MOST_TRIES && isReset(e));
    }

    /** Whether the TPM forgot in between what was loaded, or measured something. */
    static boolean isReset(TpmResponseException e) {
        return e.is(ResponseCode.REFERENCE_H0)
                || e.is(ResponseCode.REFERENCE_S0)
                || e.is(ResponseCode.PCR_CHANGED);
    }

    private static boolean isFull(TpmResponseException e) {
        return e.is(ResponseCode.OBJECT_MEMORY)
                || e.is(ResponseCode.SESSION_MEMORY)
                || e.is(ResponseCode.OBJECT_HANDLES)
                || e.is(ResponseCode.SESSION_HANDLES)
                || e.is(ResponseCode.CONTEXT_GAP);
    }

    private KmsException refusal(TpmResponseException e) {
        if (isFull(e)) {
            return refusals.full(e);
        }
        if (isReset(e)) {
            return refusals.interrupted(e);
        }
        if (e.is(ResponseCode.INITIALIZE)) {
            return refusals.notStarted(e);
        }
        return e.is(ResponseCode.FAILURE) ? refusals.failed(e) : refusals.unexpected(e);
    }
}
