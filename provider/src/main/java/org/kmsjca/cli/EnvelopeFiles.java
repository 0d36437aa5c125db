package org.kmsjca.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.file.TargetFile;

/**
 * What is read and where it goes.
 *
 * @param source null is standard input
 * @param target null is standard output
 * @param replace a target that is there; binary data go to a terminal
 * @param confidential the target is for its owner only
 */
record EnvelopeFiles(
        @Nullable Path source, @Nullable Path target, boolean replace, boolean confidential) {
    /** Makes the output of the input. */
    interface Work {
        void run(InputStream source, OutputStream target) throws IOException;
    }

    /** Does the work, with a progress bar on a terminal; returns how many bytes were read. */
    long process(Output output, ProgressBar progress, Work work) {
        try (progress;
                InputStream input = open()) {
            ProgressBar.Counted counted = progress.count(input, size());
            if (target == null) {
                run(work, counted, output.data(replace));
            } else {
                new TargetFile(target, replace, confidential)
                        .write(stream -> run(work, counted, stream));
            }
            return counted.bytes();
        } catch (ReadFailure e) {
            throw unreadable(e.failure());
        } catch (IOException e) {
            if (output.isReaderGone()) {
                throw new ReaderGone();
            }
            throw failure(e);
        }
    }

    private static void run(Work work, InputStream source, OutputStream target) throws IOException {
        try (OutputStream buffered = new DoubleBufferedOutput(target)) {
            work.run(source, buffered);
            buffered.flush();
        }
    }

    private InputStream open() throws IOException {
        if (source == null) {
            return ReadFailure.marked(new FileInputStream(FileDescriptor.in));
        }
        try {
            return ReadFailure.marked(Files.newInputStream(source));
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private KmsException unreadable(IOException cause) {
        String from = source == null ? "standard input" : source.toString();
        return new KmsException(
                KmsErrorCode.INVALID_PARAMETER, FileErrors.reading(from, cause), cause);
    }

    /** In bytes, 0 when unknown. */
    private long size() throws IOException {
        return source != null && Files.isRegularFile(source) ? Files.size(source) : 0;
    }

    private KmsException failure(IOException cause) {
        String to = target == null ? "standard output" : target.toString();
        return new KmsException(
                KmsErrorCode.INVALID_PARAMETER,
                cause instanceof FileAlreadyExistsException
                        ? to + " exists; --force replaces it"
                        : FileErrors.writing(to, cause),
                cause);
    }
}
