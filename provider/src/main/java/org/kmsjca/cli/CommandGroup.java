package org.kmsjca.cli;

import java.util.function.Function;
import java.util.function.Supplier;
import org.kmsjca.Kms;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A class whose {@code @Command} methods ask an open KMS and print the answer. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
abstract class CommandGroup {
    static final String KEY_ID = "Key id, or its ARN.";
    static final String ANY_KEY = "Key id, alias/NAME, or an ARN.";

    @Spec private CommandSpec spec;

    final KmsCommand root() {
        return KmsCommand.of(spec);
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
