package org.kmsjca.cli;

import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;
import org.kmsjca.Kms;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A class whose {@code @Command} methods ask an open KMS and print the answer. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
abstract class CommandGroup implements Callable<Integer> {
    static final String KEY_ID = "Key id, or its ARN.";
    static final String ANY_KEY = "Key id, alias/NAME, or an ARN.";

    @Spec private CommandSpec spec;

    final KmsCommand root() {
        return KmsCommand.of(spec);
    }

    /** Explains the group, of which no command was named. */
    @Override
    public final Integer call() {
        if (root().isJson()) {
            throw new WrongUsage("a command is missing");
        }
        boolean program = spec.parent() == null;
        spec.commandLine().usage(program ? root().output().answers() : root().output().remarks());
        return program ? ExitCodes.FINE : ExitCodes.WRONG_USAGE;
    }

    /** Asks the KMS of the configuration and prints the answer; returns the exit code. */
    final int ask(Function<Kms, Answer> question) {
        return ask(root()::openKms, question);
    }

    /** Asks the KMS that is opened; one that cannot be opened ends the command. */
    final int ask(Supplier<Kms> opening, Function<Kms, Answer> question) {
        try (Kms kms = opening.get()) {
            Answer answer = question.apply(kms);
            root().print(answer);
            return answer.exitCode();
        }
    }
}
