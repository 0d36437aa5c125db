package org.kmsjca.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.PasswordCallback;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;

/** Asks a person at the terminal; where nobody can type nothing is asked. */
final class Prompt {
    private static final char REPLACEMENT = '\uFFFD';

    private Prompt() {}

    /** Whether somebody can be asked. */
    static boolean isPossible() {
        return Terminal.find().isPresent();
    }

    /** Whether the answer to the question is y; empty when nobody can be asked. */
    static Optional<Boolean> confirm(String question) {
        return Terminal.find().map(terminal -> isYes(terminal.readLine(question + " [y/N] ")));
    }

    /** The end of the input, ^D, is no. */
    private static boolean isYes(@Nullable String answer) {
        return answer != null && answer.strip().toLowerCase(Locale.ROOT).equals("y");
    }

    /**
     * A secret, typed without echo; the caller wipes it.
     *
     * @param missing the message of the refusal where nobody can be asked
     */
    static char[] secret(String prompt, String missing) {
        Terminal terminal =
                Terminal.find()
                        .orElseThrow(
                                () -> new KmsException(KmsErrorCode.INVALID_PARAMETER, missing));
        char[] typed = terminal.readSecret(prompt + ": ");
        if (typed == null) { // the end of the input, ^D
            throw new KmsException(
                    KmsErrorCode.INVALID_PARAMETER, "no passphrase was given: the input ended");
        }
        requireReadable(typed);
        return typed;
    }

    /**
     * Refuses characters that the locale of the process does not have: the JVM takes each for the
     * same mark, and every passphrase of that shape would be the same one.
     */
    private static void requireReadable(char[] typed) {
        for (char c : typed) {
            if (c == REPLACEMENT) {
                Arrays.fill(typed, '\0');
                throw new KmsException(
                        KmsErrorCode.INVALID_PARAMETER,
                        "the JVM cannot read what was typed under the locale of the process: start"
                                + " the command with LC_ALL=C.UTF-8, or use env:NAME or file:PATH");
            }
        }
    }

    /**
     * Asks for what the callbacks want; each is a {@link PasswordCallback}. Two of them want a new
     * passphrase: a warning tells that it is short.
     */
    static void answer(Output output, Callback... callbacks) {
        int length = 0;
        for (Callback callback : callbacks) {
            PasswordCallback wanted = (PasswordCallback) callback;
            char[] typed = secret(wanted.getPrompt(), "there is no terminal to ask on");
            wanted.setPassword(typed);
            length = typed.length;
            Arrays.fill(typed, '\0');
        }
        if (callbacks.length > 1) {
            PassphraseOption.warnOfShort(output, length);
        }
    }

    /** A new secret, typed twice. */
    static char[] newSecret(String prompt, String missing) {
        char[] first = secret(prompt, missing);
        char[] second = {};
        boolean equal = false;
        try {
            second = secret("Once more", missing);
            equal = Arrays.equals(first, second);
        } finally {
            Arrays.fill(second, '\0');
            if (!equal) {
                Arrays.fill(first, '\0');
            }
        }
        if (!equal) {
            throw new KmsException(KmsErrorCode.INVALID_PARAMETER, "the two passphrases differ");
        }
        return first;
    }
}
