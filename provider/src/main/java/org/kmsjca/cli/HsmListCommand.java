package org.kmsjca.cli;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kmsjca.HsmObject;
import org.kmsjca.Kms;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code kms hsm list}. */
@Command(
        name = "list",
        description = "Shows the keys in HSMs that are no CMKs.",
        footer = {"  kms hsm list", "  kms hsm list --hsm prod --json"})
final class HsmListCommand extends KmsAction {
    @Option(
            names = "--hsm",
            paramLabel = "NAME",
            description = "Only of the HSM of this name in the configuration.")
    private @Nullable String hsm;

    @Override
    Answer run(Kms kms) {
        return new Objects(kms.listHsmObjects(Optional.ofNullable(hsm)));
    }

    record Objects(List<HsmObject> objects) implements Answer {
        @Override
        public JsonObject json() {
            JsonObject document = new JsonObject();
            document.add("HsmObjects", KmsJson.array(objects, KmsJson::of));
            return document;
        }

        @Override
        public List<String> lines() {
            if (objects.isEmpty()) {
                return List.of();
            }
            Table table = new Table().row("HSM", "CKA_ID", "KIND", "KEYSPEC", "ACCESS", "LABEL");
            for (HsmObject object : objects) {
                table.row(
                        object.hsm(),
                        object.id(),
                        object.kind(),
                        object.keySpec().map(Object::toString).orElse("-"),
                        access(object),
                        object.label());
            }
            return table.lines();
        }

        private static String access(HsmObject object) {
            return (object.sensitive() ? "sensitive" : "not sensitive")
                    + (object.extractable() ? ", extractable" : "");
        }

        @Override
        public String emptyRemark() {
            return "there are no keys in HSMs but those of CMKs";
        }
    }
}
