package org.kmsjca.cli;

import java.util.concurrent.Callable;
import org.kmsjca.Kms;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that asks an open KMS and prints the answer. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
abstract class KmsAction implements Callable<Integer> {
    @Spec private CommandSpec spec;

    /** The KMS to ask; a configuration that cannot be read ends the command here. */
    Kms open(KmsCommand root) {
        return root.openKms();
    }

    /** Asks the KMS. */
    abstract Answer run(Kms kms);

    @Override
    public final Integer call() {
        KmsCommand root = KmsCommand.of(spec);
        WarningLines warnings = WarningLines.install(root.output());
        try (Kms kms = open(root)) {
            Answer answer = run(kms);
            root.print(answer);
            return answer.exitCode();
        } finally {
            warnings.close();
        }
    }
}
