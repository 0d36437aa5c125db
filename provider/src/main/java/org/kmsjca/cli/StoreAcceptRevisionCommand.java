package org.kmsjca.cli;

import com.google.gson.JsonObject;
import java.util.List;
import org.kmsjca.Kms;
import org.kmsjca.StoreAcceptance;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code kms store accept-revision}. */
@Command(
        name = "accept-revision",
        description = {
            "Goes on with a store that is older than what was acknowledged.",
            "Keys that were made since are gone, and what was disabled, destroyed or removed since is"
                    + " as it was before. Says which revisions there are, and asks. Programs that"
                    + " have the store open must be started anew."
        },
        footer = {"  kms store accept-revision", "  kms store accept-revision --yes"})
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class StoreAcceptRevisionCommand extends KmsAction {
    @Spec private CommandSpec spec;

    @Mixin private ConfirmationOption confirmation;

    @Override
    Answer run(Kms kms) {
        Output output = KmsCommand.of(spec).output();
        kms.store()
                .acceptRevision(plan -> confirmation.isGiven(output, describe(plan), "Accept it?"));
        return new Accepted();
    }

    private static String describe(StoreAcceptance plan) {
        String store = "the store " + plan.store() + " has " + plan.found();
        if (plan.acknowledged().isEmpty()) {
            return store
                    + "; which one was acknowledged, and how many changes are lost, is unknown";
        }
        long lost = plan.changesGivenUp().orElseThrow();
        return store
                + ", revision "
                + plan.acknowledged().getAsLong()
                + " was acknowledged: "
                + (lost == 0
                        ? "another store with as many changes"
                        : lost == 1 ? "1 change is given up" : lost + " changes are given up");
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
