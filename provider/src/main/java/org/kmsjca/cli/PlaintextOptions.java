package org.kmsjca.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KmsException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where the clear form of a new key goes; nowhere unless somebody says so. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class PlaintextOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--plaintext-out",
            paramLabel = "FILE",
            description = "Write the clear key to a new file, which is its owner's only.")
    private @Nullable Path file;

    @Option(
            names = "--show-plaintext",
            description = "Print the clear key in Base64, behind its encrypted form.")
    private boolean shown;

    /** Whether the clear key is asked for. */
    boolean isWanted() {
        if (shown && file != null) {
            throw new WrongUsage("give one of --plaintext-out and --show-plaintext");
        }
        return shown || file != null;
    }

    /** Makes the rest of the answer. */
    interface Rest {
        CryptoAnswer answer();
    }

    /**
     * Leaves the clear key where it is wanted; its file goes with an answer that fails.
     *
     * @param name its field in the KMS's answer
     */
    CryptoAnswer put(String name, byte[] clear, Rest rest) {
        Path target = file;
        if (target == null) {
            return rest.answer().result(name, clear);
        }
        ArgumentFile.write(KmsCommand.of(spec).output(), target, true, clear);
        try {
            return rest.answer().file(name, target);
        } catch (KmsException e) {
            ArgumentFile.delete(target, e);
            throw e;
        }
    }
}
