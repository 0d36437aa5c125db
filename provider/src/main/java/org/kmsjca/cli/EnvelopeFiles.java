package org.kmsjca.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;

/**
 * What is read and where it goes. A file appears under its name when it is complete and on the
 * disk; until then, and for good when anything fails, there is none.
 *
 * @param source null is standard input
 * @param target null is standard output
 */
record EnvelopeFiles(@Nullable Path source, @Nullable Path target, boolean replace) {
    /** Makes the output of the input. */
    interface Work {
        void run(InputStream source, OutputStream target) throws IOException;
    }

    /** Does the work, with a progress bar on a terminal; returns how many bytes were read. */
    long process(ProgressBar progress, Work work) {
        try (InputStream input = open()) {
            ProgressBar.Counted counted = progress.count(input, size());
            if (target == null) {
                try (OutputStream output = new FileOutputStream(FileDescriptor.out)) {
                    work.run(counted, output);
                }
            } else {
                write(target, counted, work);
            }
            return counted.bytes();
        } catch (IOException e) {
            throw failure(e);
        } finally {
            progress.clear();
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

    private void write(Path file, InputStream input, Work work) throws IOException {
        if (!replace && Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(file.toString());
        }
        Path unfinished =
                file.resolveSibling(
                        "."
                                + file.getFileName()
                                + "."
                                + Long.toHexString(ThreadLocalRandom.current().nextLong())
                                + ".part");
        boolean done = false;
        try {
            try (FileChannel channel =
                    FileChannel.open(
                            unfinished, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                work.run(input, Channels.newOutputStream(channel));
                channel.force(true);
            }
            publish(unfinished, file);
            done = true;
        } finally {
            if (!done) {
                Files.deleteIfExists(unfinished);
            }
        }
    }

    private void publish(Path unfinished, Path file) throws IOException {
        if (replace) {
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
            return;
        }
        try {
            Files.createLink(file, unfinished); // fails where somebody else was faster
            Files.delete(unfinished);
        } catch (UnsupportedOperationException e) {
            Files.move(unfinished, file);
        }
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
