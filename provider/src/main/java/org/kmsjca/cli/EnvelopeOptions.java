package org.kmsjca.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.kmsjca.EncryptionContext;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What {@code kms encrypt} and {@code kms decrypt} have in common. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class EnvelopeOptions {
    /** What the files of envelopes end with. */
    static final String ENDING = ".kms";

    private static final Path STANDARD = Path.of("-");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The file, or - for standard input.")
    private Path file;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = {
                "Where it goes, or - for standard output.",
                "Default: FILE with .kms added or taken away; standard output for standard input."
            })
    private @Nullable Path output;

    @Option(names = "--force", description = "Replace a file that is there.")
    private boolean force;

    @Option(
            names = "--context",
            paramLabel = "NAME=VALUE",
            description = "Of the encryption context; needed again to decrypt. May be repeated.")
    private Map<String, String> context = new TreeMap<>();

    @Option(names = "--no-progress", description = "No progress bar, even on a terminal.")
    private boolean noProgress;

    EncryptionContext encryptionContext() {
        return context.isEmpty() ? EncryptionContext.empty() : EncryptionContext.of(context);
    }

    /** The files, with the target that the name of the source suggests. */
    EnvelopeFiles files(boolean encrypting) {
        boolean piped = file.equals(STANDARD);
        Path target = output;
        if (target == null) {
            target = piped ? STANDARD : suggested(encrypting);
        }
        boolean toStandard = target.equals(STANDARD);
        if (toStandard && KmsCommand.of(spec).isJson()) {
            throw new ParameterException(
                    spec.commandLine(), "--json needs an --output that is a file");
        }
        return new EnvelopeFiles(
                piped ? null : file, toStandard ? null : target, force, !encrypting);
    }

    private Path suggested(boolean encrypting) {
        String name = String.valueOf(file.getFileName());
        if (encrypting) {
            return file.resolveSibling(name + ENDING);
        }
        if (name.endsWith(ENDING) && name.length() > ENDING.length()) {
            return file.resolveSibling(name.substring(0, name.length() - ENDING.length()));
        }
        throw new ParameterException(
                spec.commandLine(),
                "'" + file + "' does not end with " + ENDING + ": say where it goes with --output");
    }

    /** For people who look on; pipes and files get none. */
    ProgressBar progress() {
        Output target = KmsCommand.of(spec).output();
        return new ProgressBar(target.remarks(), !noProgress && target.isTerminal());
    }
}
