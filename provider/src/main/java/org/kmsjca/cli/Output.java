package org.kmsjca.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.kmsjca.text.Printable;

/** Standard output, which has answers only, and standard error, which has all else. */
final class Output {
    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    private final boolean terminal;
    private final boolean watched;
    private final PipeStream pipe;
    private final PrintWriter answers;
    private final PrintWriter remarks;
    private final StandardStreams streams;

    /** The writer of answers: standard output, or standard error where data go to that. */
    private PrintWriter lines;

    /** Standard output has a command's data, and nothing else. */
    private boolean taken;

    private boolean quiet;

    /** Streams that are no terminals. */
    Output(OutputStream standardOutput, OutputStream standardError, Charset charset) {
        this(standardOutput, standardError, charset, StandardStreams.UNKNOWN);
    }

    /** Streams that are no terminals, and the files that they are. */
    Output(
            OutputStream standardOutput,
            OutputStream standardError,
            Charset charset,
            StandardStreams streams) {
        this(standardOutput, standardError, charset, streams, false, false);
    }

    private Output(
            OutputStream standardOutput,
            OutputStream standardError,
            Charset charset,
            StandardStreams streams,
            boolean terminal,
            boolean watched) {
        this.streams = streams;
        this.terminal = terminal;
        this.watched = watched;
        this.pipe = new PipeStream(standardOutput);
        this.answers = new PrintWriter(pipe, true, charset);
        this.remarks = new PrintWriter(standardError, true, charset);
        this.lines = answers;
    }

    /** The JVM's own. */
    static Output standard() {
        // Not System.out: it forgets why a write failed.
        return new Output(
                new FileOutputStream(FileDescriptor.out),
                System.err,
                Charset.forName(System.getProperty("native.encoding", "UTF-8")),
                StandardStreams.OF_PROCESS,
                Screen.isTerminal(Screen.OUTPUT),
                Screen.isTerminal(Screen.ERROR));
    }

    /** Prints no warnings and remarks from now on, but failures. */
    void beQuiet() {
        quiet = true;
    }

    boolean isQuiet() {
        return quiet;
    }

    /** Whether answers go to a terminal. */
    boolean isTerminal() {
        return terminal;
    }

    /** Whether a person sees the progress of a command. */
    boolean isWatched() {
        return watched && !quiet;
    }

    /** What lines for people are printed on. */
    Screen screen(boolean detailed) {
        return terminal ? Screen.terminal(detailed) : Screen.UNLIMITED;
    }

    /**
     * Standard output for data, which has nothing else from then on.
     *
     * @param forced binary data are written to a terminal, too
     */
    OutputStream data(boolean forced) {
        answers.flush();
        lines = remarks;
        taken = true;
        return terminal && !forced ? new TextOnlyStream(pipe) : pipe.failing();
    }

    /**
     * Learns, before anything is written, where a command's data go: answers stand on standard
     * output only beside data that have a file of their own, else on standard error.
     *
     * @return whether the target is standard output under another name
     */
    boolean claim(Path target) {
        boolean isOutput = streams.isOutput(target);
        if (isOutput || (isDevice(target) && !streams.isError(target))) {
            lines = remarks;
        }
        taken |= isOutput;
        return isOutput;
    }

    private static boolean isDevice(Path target) {
        return Files.exists(target) && !Files.isRegularFile(target) && !Files.isDirectory(target);
    }

    /** Whether the reader of standard output has enough. */
    boolean isReaderGone() {
        return pipe.isReaderGone();
    }

    PrintWriter answers() {
        return answers;
    }

    PrintWriter remarks() {
        return remarks;
    }

    void print(String line) {
        lines.println(line);
    }

    /** Prints the document, in UTF-8 whatever the terminal's charset is. */
    void print(JsonElement document) {
        if (taken) {
            lines.println(GSON.toJson(document));
            return;
        }
        answers.flush();
        try {
            pipe.write((GSON.toJson(document) + "\n").getBytes(StandardCharsets.UTF_8));
            pipe.flush();
        } catch (IOException alreadyRemembered) {
            // finish() tells it
            return;
        }
    }

    /** Prints a warning, unless nobody wants one. */
    void warn(String text) {
        if (!quiet) {
            remark("warning: " + text);
        }
    }

    /** One line for people beside the answer. */
    void remark(String text) {
        remarks.println("kms: " + Printable.of(text));
    }

    /** The exit code, or another one when the answer could not be written. */
    int finish(int exitCode) {
        answers.flush();
        remarks.flush();
        IOException failure = pipe.failure();
        if (failure == null) {
            return exitCode;
        }
        remark("the answer could not be written: " + failure.getMessage());
        return ExitCodes.UNEXPECTED;
    }
}
