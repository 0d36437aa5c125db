package org.kmsjca.conformance.support;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** Reads command lines, runs them as the jar's main does, and writes what came of them. */
public final class OneJvmProgram {
    private OneJvmProgram() {}

    public static void main(String[] arguments) throws Exception {
        // The jar's classes are not on the compiler's path, and its packages are sealed.
        Constructor<?> output =
                Class.forName("org.kmsjca.cli.Output")
                        .getDeclaredConstructor(
                                OutputStream.class, OutputStream.class, Charset.class);
        Method run =
                Class.forName("org.kmsjca.cli.KmsCommand")
                        .getDeclaredMethod("run", output.getDeclaringClass(), String[].class);
        output.setAccessible(true);
        run.setAccessible(true);
        DataInputStream commands = new DataInputStream(System.in);
        DataOutputStream outcomes = new DataOutputStream(System.out);
        while (true) {
            String[] words;
            try {
                words = read(commands);
            } catch (EOFException e) {
                return;
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ByteArrayOutputStream err = new ByteArrayOutputStream();
            Object streams = output.newInstance(out, err, StandardCharsets.UTF_8);
            outcomes.writeInt((int) run.invoke(null, streams, words));
            write(outcomes, out);
            write(outcomes, err);
            outcomes.flush();
        }
    }

    private static String[] read(DataInputStream commands) throws IOException {
        String[] words = new String[commands.readInt()];
        for (int i = 0; i < words.length; i++) {
            words[i] = commands.readUTF();
        }
        return words;
    }

    private static void write(DataOutputStream outcomes, ByteArrayOutputStream text)
            throws IOException {
        outcomes.writeInt(text.size());
        text.writeTo(outcomes);
    }
}
