package org.kmsjca.cli;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kmsjca.HsmObject;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyUsage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kms hsm}. */
@Command(
        name = "hsm",
        addMethodSubcommands = false,
        description = "Keys that are in an HSM and are no CMKs.",
        footer = {"  kms hsm list", "  kms hsm adopt 0a1b2c --alias signer"})
final class HsmCommand extends CommandGroup {
    @Command(
            name = "list",
            description = "Shows the keys in HSMs that are no CMKs.",
            footer = {"  kms hsm list", "  kms hsm list --hsm prod --json"})
    int list(
            @Option(
                            names = "--hsm",
                            paramLabel = "NAME",
                            description = "Only of the HSM of this name in the configuration.")
                    @Nullable String hsm) {
        return ask(kms -> listed(kms.listHsmObjects(Optional.ofNullable(hsm))));
    }

    static Answer listed(List<HsmObject> objects) {
        JsonObject document = new JsonObject();
        document.add("HsmObjects", KmsJson.array(objects, KmsJson::of));
        Table table =
                new Table("HSM", "CKA_ID", "KIND", "KEYSPEC", "ACCESS", "LABEL").details(4, 2);
        for (HsmObject object : objects) {
            table.row(
                    object.hsm(),
                    object.id(),
                    object.kind(),
                    object.keySpec().map(Object::toString).orElse("-"),
                    (object.sensitive() ? "sensitive" : "not sensitive")
                            + (object.extractable() ? ", extractable" : ""),
                    object.label());
        }
        return Answer.of(document, table)
                .withEmptyRemark("there are no keys in HSMs but those of CMKs");
    }

    @Command(
            name = "adopt",
            description =
                    "Makes a CMK of a key that is in an HSM, with the certificate of the same"
                            + " CKA_ID. The key itself is not touched, also when the CMK is"
                            + " deleted.",
            footer = {
                "  kms hsm adopt 0a1b2c --alias signer",
                "  kms hsm adopt 0a1b2c --hsm prod --usage ENCRYPT/DECRYPT"
            })
    int adopt(
            @Parameters(
                            paramLabel = "CKA_ID",
                            description =
                                    "The key's CKA_ID in hexadecimal digits; 'kms hsm list' shows"
                                            + " it.")
                    String id,
            @Option(
                            names = "--hsm",
                            paramLabel = "NAME",
                            description =
                                    "The HSM, by its name in the configuration. Default:"
                                            + " 'hsm.default'.")
                    @Nullable String hsm,
            @Option(
                            names = "--spec",
                            paramLabel = "KEYSPEC",
                            description =
                                    "What the key is; needed where its attributes do not tell.")
                    @Nullable KeySpec spec,
            @Option(
                            names = "--usage",
                            paramLabel = "USAGE",
                            description =
                                    "${COMPLETION-CANDIDATES}. Default: what the key's attributes"
                                            + " allow.")
                    @Nullable KeyUsage usage,
            @Option(
                            names = "--alias",
                            paramLabel = "NAME",
                            description = "A first alias, with or without 'alias/'.")
                    @Nullable String alias) {
        return ask(
                kms ->
                        KeyAnswers.metadata(
                                kms.adoptHsmObject(
                                        Optional.ofNullable(hsm),
                                        id,
                                        Optional.ofNullable(spec),
                                        Optional.ofNullable(usage),
                                        Optional.ofNullable(alias))));
    }
}
