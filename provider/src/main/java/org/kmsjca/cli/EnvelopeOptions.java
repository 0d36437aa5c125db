package org.kmsjca.cli;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.kmsjca.EncryptionContext;
import org.kmsjca.Kms;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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

    @Option(
            names = "--force",
            description = "Replace a file that is there; print binary data on a terminal.")
    private boolean force;

    @Mixin private ContextOption context;

    EncryptionContext encryptionContext() {
        return context.value();
    }

    /** The files, with the target that the name of the source suggests. */
    private EnvelopeFiles files(boolean encrypting) {
        boolean piped = file.equals(STANDARD);
        Path target = output;
        if (target == null) {
            target = piped ? STANDARD : suggested(encrypting);
        }
        boolean toStandard = target.equals(STANDARD) || KmsCommand.of(spec).output().claim(target);
        if (toStandard && KmsCommand.of(spec).isJson()) {
            throw new WrongUsage("--json needs an --output that is a file");
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
        throw new WrongUsage(
                "'" + file + "' does not end with " + ENDING + ": say where it goes with --output");
    }

    /** Does the work on the files, and tells what became of them. */
    Answer process(Kms kms, boolean encrypting, ProgressOption progress, EnvelopeFiles.Work work) {
        EnvelopeFiles files = files(encrypting);
        if (files.target() != null) {
            StoreCommand.requireOutsideOfStore(kms, files.target());
        }
        ProgressBar bar = progress.bar(files.target() == null);
        long bytes = files.process(KmsCommand.of(spec).output(), bar, work);
        JsonObject document = new JsonObject();
        document.addProperty("File", String.valueOf(files.target()));
        document.addProperty("BytesRead", bytes);
        String outcome = files.target() + (encrypting ? ": encrypted" : ": decrypted");
        // standard output has the data; a pipe that works is silent
        return files.target() == null ? Answer.done() : Answer.of(document, outcome);
    }
}
