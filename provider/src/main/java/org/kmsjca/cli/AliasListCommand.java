package org.kmsjca.cli;

import com.google.gson.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kmsjca.Alias;
import org.kmsjca.Kms;
import org.kmsjca.Page;
import org.kmsjca.PageRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code kms alias list}. */
@Command(
        name = "list",
        description = "ListAliases and ListAliasesByKeyId: shows aliases in order of their names.",
        footer = {
            "  kms alias list",
            "  kms alias list --key 1234abcd-12ab-34cd-56ef-1234567890ab --json"
        })
final class AliasListCommand extends KmsAction {
    @Option(names = "--key", paramLabel = "KEYID", description = "Only those of this CMK.")
    private @Nullable String keyId;

    @Override
    Answer run(Kms kms) {
        return new Aliases(Pages.all(page -> listed(kms, page)));
    }

    private Page<Alias> listed(Kms kms, PageRequest page) {
        return keyId == null ? kms.listAliases(page) : kms.listAliasesByKeyId(keyId, page);
    }

    private record Aliases(Page<Alias> page) implements Answer {
        @Override
        public JsonObject json() {
            return KmsJson.page("Alias", page, KmsJson::of);
        }

        @Override
        public List<String> lines() {
            if (page.items().isEmpty()) {
                return List.of();
            }
            Table table = new Table().row("ALIAS", "KEY ID");
            page.items().forEach(alias -> table.row(alias.aliasName(), alias.keyId()));
            return table.lines();
        }

        @Override
        public String emptyRemark() {
            return "there are no such aliases";
        }
    }
}
