package org.kmsjca.cli;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.List;
import org.kmsjca.Kms;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code kms root storage-key}. */
@Command(
        name = "storage-key",
        description = {
            "Writes the public storage key (TPM2B_PUBLIC) of this machine's TPM to a new file.",
            "Another machine seals its store's root key for this TPM with it: kms root enroll"
                    + " --storage-key."
        },
        footer = "  kms root storage-key this-machine.pub")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class RootStorageKeyCommand extends KmsAction {
    @Parameters(paramLabel = "FILE", description = "The file to write; it must not exist.")
    private Path file;

    @Override
    Answer run(Kms kms) {
        ArgumentFile.write(file, false, kms.root().storageKey());
        return new Written(file);
    }

    /** A file that was written. */
    record Written(Path file) implements Answer {
        @Override
        public JsonObject json() {
            JsonObject document = new JsonObject();
            document.addProperty("File", file.toString());
            return document;
        }

        @Override
        public List<String> lines() {
            return List.of("written to " + file);
        }
    }
}
