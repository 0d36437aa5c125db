package org.kmsjca.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Standard input that is a terminal while standard output goes to a file or a pipe: there the JVM
 * has no console. Questions go to standard error.
 */
final class TerminalInput implements Terminal {
    private static final long PATIENCE_IN_SECONDS = 10;

    @Override
    public @Nullable String readLine(String prompt) {
        char[] typed = read(prompt);
        return typed == null ? null : new String(typed);
    }

    @Override
    public char @Nullable [] readSecret(String prompt) {
        // ^C ends the JVM while it waits: the shell's terminal shall show again what is typed.
        Thread restore = new Thread(() -> stty("echo"));
        Runtime.getRuntime().addShutdownHook(restore);
        try {
            if (!stty("-echo")) {
                throw new WrongUsage(
                        "the terminal would show the passphrase: use env:NAME or file:PATH");
            }
            return read(prompt);
        } finally {
            stty("echo");
            Runtime.getRuntime().removeShutdownHook(restore);
            System.err.println();
        }
    }

    private static char @Nullable [] read(String prompt) {
        System.err.print(prompt);
        System.err.flush();
        Line line = new Line();
        try {
            int next = System.in.read();
            if (next < 0) {
                return null;
            }
            for (; next >= 0 && next != '\n'; next = System.in.read()) {
                line.write(next);
            }
            return line.decoded();
        } catch (IOException e) {
            throw new UncheckedIOException("the terminal cannot be read", e);
        } finally {
            line.wipe();
        }
    }

    /** Changes a setting of the terminal; false when that failed. */
    private static boolean stty(String setting) {
        try {
            Process stty =
                    new ProcessBuilder("stty", setting)
                            .redirectInput(ProcessBuilder.Redirect.INHERIT)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return stty.waitFor(PATIENCE_IN_SECONDS, TimeUnit.SECONDS) && stty.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The bytes of a line, which can be wiped; a terminal's has at most 4,096. */
    private static final class Line extends ByteArrayOutputStream {
        Line() {
            super(4096);
        }

        char[] decoded() {
            Charset charset = Charset.forName(System.getProperty("native.encoding", "UTF-8"));
            CharBuffer decoded = charset.decode(ByteBuffer.wrap(buf, 0, count));
            char[] chars = Arrays.copyOf(decoded.array(), decoded.limit());
            Arrays.fill(decoded.array(), '\0');
            return chars;
        }

        void wipe() {
            Arrays.fill(buf, (byte) 0);
        }
    }
}
