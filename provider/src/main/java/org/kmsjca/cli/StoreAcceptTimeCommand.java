package org.kmsjca.cli;

import com.google.gson.JsonObject;
import java.time.Instant;
import java.util.List;
import org.kmsjca.Kms;
import picocli.CommandLine.Command;

/** {@code kms store accept-time}. */
@Command(
        name = "accept-time",
        description = {
            "Believes the clock of this machine at once, whatever time the store has seen.",
            "Keys whose waiting period is over by this clock are destroyed at the next look: see"
                    + " that the clock is right, and what 'kms doctor' says of it, first."
        },
        footer = "  kms store accept-time")
final class StoreAcceptTimeCommand extends KmsAction {
    @Override
    Answer run(Kms kms) {
        return new Accepted(kms.acceptTime());
    }

    private record Accepted(Instant time) implements Answer {
        @Override
        public JsonObject json() {
            JsonObject object = new JsonObject();
            object.addProperty("Time", KmsJson.date(time));
            return object;
        }

        @Override
        public List<String> lines() {
            return List.of("the time is " + KmsJson.date(time) + "; the audit tells");
        }
    }
}
