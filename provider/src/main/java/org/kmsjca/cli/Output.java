package org.kmsjca.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.kmsjca.text.Printable;

/** Standard output, which has answers only, and standard error, which has all else. */
final class Output {
    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    private final boolean terminal;
    private final PipeStream pipe;
    private final PrintWriter answers;
    private final PrintWriter remarks;

    Output(OutputStream standardOutput, OutputStream standardError, Charset charset) {
        this(standardOutput, standardError, charset, false);
    }

    private Output(
            OutputStream standardOutput,
            OutputStream standardError,
            Charset charset,
            boolean terminal) {
        this.terminal = terminal;
        this.pipe = new PipeStream(standardOutput);
        this.answers = new PrintWriter(pipe, true, charset);
        this.remarks = new PrintWriter(standardError, true, charset);
    }

    /** The JVM's own. */
    static Output standard() {
        // Not System.out: it forgets why a write failed.
        return new Output(
                new FileOutputStream(FileDescriptor.out),
                System.err,
                Charset.forName(System.getProperty("native.encoding", "UTF-8")),
                isInteractive());
    }

    @SuppressWarnings("SystemConsoleNull") // asked both ways
    private static boolean isInteractive() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            // From Java 22 on there may be a console that is no terminal.
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }

    /** Whether a person looks on. */
    boolean isTerminal() {
        return terminal;
    }

    PrintWriter answers() {
        return answers;
    }

    PrintWriter remarks() {
        return remarks;
    }

    void print(String line) {
        answers.println(line);
    }

    /** Prints the document, in UTF-8 whatever the terminal's charset is. */
    void print(JsonElement document) {
        answers.flush();
        try {
            pipe.write((GSON.toJson(document) + "\n").getBytes(StandardCharsets.UTF_8));
            pipe.flush();
        } catch (IOException alreadyRemembered) {
            // finish() tells it
            return;
        }
    }

    /** Prints the bytes as they are. */
    void write(byte[] bytes) {
        answers.flush();
        try {
            pipe.write(bytes);
            pipe.flush();
        } catch (IOException alreadyRemembered) {
            // finish() tells it
            return;
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
