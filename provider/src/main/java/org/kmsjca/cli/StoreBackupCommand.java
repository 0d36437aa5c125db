package org.kmsjca.cli;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.List;
import org.kmsjca.Kms;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.StoreRevision;
import org.kmsjca.file.TargetFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kms store backup}. */
@Command(
        name = "backup",
        description = {
            "Writes the store as it is at this moment to one file, while programs use and change it,"
                    + " and verifies it.",
            "The file has the keys of level SOFTWARE, encrypted under the root key, which is as the"
                    + " store has it: also make a backup of that, by kms root backup."
        },
        footer = {"  kms store backup kms.backup", "  kms store backup --force kms.backup"})
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class StoreBackupCommand extends KmsAction {
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The file to write.")
    private Path file;

    @Option(names = "--force", description = "Replace a file that exists.")
    private boolean force;

    @Option(names = "--no-progress", description = "No progress bar, even on a terminal.")
    private boolean noProgress;

    @Override
    Answer run(Kms kms) {
        if (kms.store().isPartOfStore(file)) {
            throw new KmsException(
                    KmsErrorCode.INVALID_PARAMETER,
                    file
                            + " is a file of the store itself, or its key file: a backup in its"
                            + " place would destroy it; name another file");
        }
        Output output = KmsCommand.of(spec).output();
        var progress = new ProgressBar(output.remarks(), !noProgress && output.isTerminal());
        try {
            return new Done(
                    file, kms.store().backup((content, size) -> write(content, size, progress)));
        } finally {
            progress.clear();
        }
    }

    private void write(InputStream content, long size, ProgressBar progress) throws IOException {
        try {
            new TargetFile(file, force, true)
                    .write(target -> progress.count(content, size).transferTo(target));
        } catch (FileAlreadyExistsException e) {
            throw new KmsException(
                    KmsErrorCode.INVALID_PARAMETER, file + " exists; --force replaces it", e);
        }
    }

    private record Done(Path file, StoreRevision revision) implements Answer {
        @Override
        public JsonObject json() {
            JsonObject document = StoreRestoreCommand.json(revision);
            document.addProperty("File", file.toString());
            return document;
        }

        @Override
        public List<String> lines() {
            return List.of("the store is in " + file + ": " + revision);
        }
    }
}
