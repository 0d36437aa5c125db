package org.kmsjca.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;

/**
 * Names where a secret is: {@code env:NAME}, an environment variable in UTF-8 or, when it is not,
 * in the encoding of the locale; or {@code file:/path}, a file in UTF-8 whose one trailing line
 * break does not count. Equal when both name the same place.
 */
public final class SecretReference {
    private static final String ENV = "env:";
    private static final String FILE = "file:";
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final char REPLACEMENT = '\uFFFD';
    private static final int MAX_BYTES = 64 * 1024;

    private final String key;
    private final String variable;
    private final @Nullable Path file;

    private SecretReference(String key, String variable, @Nullable Path file) {
        this.key = key;
        this.variable = variable;
        this.file = file;
    }

    /**
     * The reference in the text.
     *
     * @param key what the secret is for, such as {@code root.passphrase}, for messages
     * @throws KmsException with {@code INVALID_PARAMETER} when it is none; the text, which may be
     *     the secret itself, is not in the message
     */
    public static SecretReference of(String key, String reference) {
        return of(key, reference, new PathExpansion(Environment.SYSTEM, null));
    }

    /**
     * As {@link #of}, for a reference that somebody types: a relative path after {@code file:} is
     * one from the current directory.
     */
    public static SecretReference ofArgument(String key, String reference) {
        Path here = Path.of("").toAbsolutePath();
        return of(key, reference, new PathExpansion(Environment.SYSTEM, here));
    }

    private static SecretReference of(String key, String reference, PathExpansion paths) {
        try {
            return parse(key, reference, paths);
        } catch (IllegalArgumentException e) {
            throw new KmsException(KmsErrorCode.INVALID_PARAMETER, key + " " + e.getMessage(), e);
        }
    }

    /** As {@link #of}, but an IllegalArgumentException says what the value must be. */
    static SecretReference parse(String key, String reference, PathExpansion paths) {
        if (reference.startsWith(FILE) && reference.length() > FILE.length()) {
            try {
                return new SecretReference(
                        key, "", paths.expand(reference.substring(FILE.length())));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("after 'file:' " + e.getMessage(), e);
            }
        }
        if (reference.startsWith(ENV)) {
            String variable = reference.substring(ENV.length());
            if (VARIABLE.matcher(variable).matches()) {
                return new SecretReference(key, variable, null);
            }
        }
        throw new IllegalArgumentException(
                "must be env:NAME or file:/path, never the secret itself");
    }

    /** The file that has the secret; empty when it is a variable. */
    public Optional<Path> file() {
        return Optional.ofNullable(file);
    }

    /**
     * Reads the secret; the caller wipes the array.
     *
     * @throws KmsException with {@code INVALID_PARAMETER} when it is not there or not readable
     */
    public char[] resolve() {
        return resolve(Environment.SYSTEM);
    }

    char[] resolve(Environment environment) {
        if (file != null) {
            return read(file);
        }
        String value = environment.variable(variable);
        if (value == null) {
            throw failure("this environment variable is not set; set it", null);
        }
        byte[] bytes = environment.bytes(variable);
        if (bytes != null) {
            try {
                return decoded(bytes, 0);
            } catch (CharacterCodingException e) {
                // Text in the encoding of the locale, which the JVM has read.
            } finally {
                Arrays.fill(bytes, (byte) 0);
            }
        }
        if (value.indexOf(REPLACEMENT) >= 0) {
            throw failure(
                    "the JVM cannot read this environment variable under the locale of the process,"
                            + " or it is not text in UTF-8; start the program with"
                            + " LC_ALL=C.UTF-8, or put the secret into a file and write file:/path",
                    null);
        }
        return value.toCharArray();
    }

    /** The text in UTF-8, without what stands behind; nothing is replaced. */
    private static char[] decoded(byte[] bytes, int behind) throws CharacterCodingException {
        CharBuffer text =
                StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes, 0, bytes.length - behind));
        try {
            return Arrays.copyOfRange(text.array(), 0, text.length());
        } finally {
            Arrays.fill(text.array(), '\0');
        }
    }

    private char[] read(Path from) {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(from)) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        } catch (IOException e) {
            throw failure(
                    "the file cannot be read (" + e + "); create it, readable by this user", e);
        }
        try {
            if (bytes.length > MAX_BYTES) {
                throw failure("the file is longer than " + MAX_BYTES + " bytes", null);
            }
            return decoded(bytes, lineBreakLength(bytes));
        } catch (CharacterCodingException e) {
            throw failure("the file is not text in UTF-8", e);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private static int lineBreakLength(byte[] bytes) {
        int length = bytes.length;
        if (length == 0 || bytes[length - 1] != '\n') {
            return 0;
        }
        return length > 1 && bytes[length - 2] == '\r' ? 2 : 1;
    }

    private KmsException failure(String reason, @Nullable Throwable cause) {
        return new KmsException(
                KmsErrorCode.INVALID_PARAMETER, key + " = " + this + ": " + reason, cause);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SecretReference that
                && variable.equals(that.variable)
                && Objects.equals(file, that.file);
    }

    @Override
    public int hashCode() {
        return Objects.hash(variable, file);
    }

    /** The reference, not the secret. */
    @Override
    public String toString() {
        return file == null ? ENV + variable : FILE + file;
    }
}
