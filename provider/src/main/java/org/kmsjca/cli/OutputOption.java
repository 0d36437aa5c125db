package org.kmsjca.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where a command leaves its result. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class OutputOption {
    private static final Path STANDARD = Path.of("-");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = {
                "Write the result as bytes to a new file, or - for standard output.",
                "Default: print it in Base64."
            })
    private @Nullable Path file;

    @Option(names = "--force", description = "Print binary data on a terminal, too.")
    private boolean force;

    /** Refuses what cannot be done before the KMS is asked. */
    void check() {
        if (file != null && isStandard(file) && KmsCommand.of(spec).isJson()) {
            throw new WrongUsage("--json needs an --out that is a file");
        }
    }

    private boolean isStandard(Path target) {
        return target.equals(STANDARD) || KmsCommand.of(spec).output().claim(target);
    }

    /**
     * Leaves the result where it is wanted.
     *
     * @param name its field in the KMS's answer
     * @param confidential a file is its owner's only
     */
    void put(CryptoAnswer answer, String name, byte[] result, boolean confidential) {
        Path target = file;
        if (target == null) {
            answer.result(name, result);
        } else if (isStandard(target)) {
            print(result);
        } else {
            ArgumentFile.write(KmsCommand.of(spec).output(), target, confidential, result);
            answer.file(name, target);
        }
    }

    private void print(byte[] result) {
        try {
            OutputStream stream = KmsCommand.of(spec).output().data(force);
            stream.write(result);
            stream.flush();
        } catch (IOException e) {
            throw new KmsException(
                    KmsErrorCode.INVALID_PARAMETER, "standard output: " + e.getMessage(), e);
        }
    }
}
