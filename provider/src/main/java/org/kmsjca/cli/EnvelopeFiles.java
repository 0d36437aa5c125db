package org.kmsjca.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
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
 * @param replace a target that is there
 * @param confidential the target is for its owner only
 */
record EnvelopeFiles(
        @Nullable Path source, @Nullable Path target, boolean replace, boolean confidential) {
    /** Makes the output of the input. */
    interface Work {
        void run(InputStream source, OutputStream target) throws IOException;
    }

    /** Does the work, with a progress bar on a terminal; returns how many bytes were read. */
    long process(ProgressBar progress, Work work) {
        try (progress;
                InputStream input = open()) {
            ProgressBar.Counted counted = progress.count(input, size());
            if (target == null) {
                try (OutputStream output = new FileOutputStream(FileDescriptor.out)) {
                    work.run(counted, output);
                }
            } else {
                new TargetFile(target, replace, confidential)
                        .write(output -> work.run(counted, output));
            }
            return counted.bytes();
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private InputStream open() throws IOException {
        return source == null
                ? new FileInputStream(FileDescriptor.in)
                : Files.newInputStream(source);
    }

    /** In bytes, 0 when unknown. */
    private long size() throws IOException {
        return source != null && Files.isRegularFile(source) ? Files.size(source) : 0;
    }

    private KmsException failure(IOException cause) {
        String from = source == null ? "standard input" : source.toString();
        String to = target == null ? "standard output" : target.toString();
        return new KmsException(
                KmsErrorCode.INVALID_PARAMETER,
                cause instanceof FileAlreadyExistsException
                        ? to + " exists; --force replaces it"
                        : "from " + from + " to " + to + ": " + reason(cause),
                cause);
    }

    private static String reason(IOException cause) {
        return cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }
}
