package org.kmsjca.cli;

import com.google.gson.JsonObject;
import java.util.List;
import org.kmsjca.Kms;
import picocli.CommandLine.Command;

/** {@code kms store accept-revision}. */
@Command(
        name = "accept-revision",
        description = {
            "Goes on with a store that is older than what was acknowledged.",
            "Keys that were made since are gone, and what was disabled, destroyed or removed since is"
                    + " as it was before. Programs that have the store open must be started anew."
        },
        footer = "  kms store accept-revision")
final class StoreAcceptRevisionCommand extends KmsAction {
    @Override
    Answer run(Kms kms) {
        kms.store().acceptRevision();
        return new Accepted();
    }

    private record Accepted() implements Answer {
        @Override
        public JsonObject json() {
            JsonObject object = new JsonObject();
            object.addProperty("Accepted", true);
            return object;
        }

        @Override
        public List<String> lines() {
            return List.of("the store is accepted as it is; the audit tells");
        }
    }
}
