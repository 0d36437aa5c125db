package org.kmsjca.cli;

import com.google.gson.JsonObject;
import java.util.List;
import org.kmsjca.AliasName;
import org.kmsjca.CmkMetadata;
import org.kmsjca.Page;

/** CMKs, one a line. */
record KeysAnswer(Page<CmkMetadata> page) implements Answer {
    @Override
    public JsonObject json() {
        return KmsJson.page("Key", page, KmsJson::listed);
    }

    @Override
    public List<String> lines() {
        if (page.items().isEmpty()) {
            return List.of();
        }
        Table table =
                new Table().row("KEY ID", "STATE", "SPEC", "USAGE", "LEVEL", "CREATED", "ALIASES");
        for (CmkMetadata cmk : page.items()) {
            table.row(
                    cmk.keyId(),
                    cmk.keyState().toString(),
                    cmk.keySpec().toString(),
                    cmk.keyUsage().toString(),
                    cmk.protectionLevel().toString(),
                    KmsJson.date(cmk.creationDate()),
                    aliases(cmk));
        }
        return table.lines();
    }

    @Override
    public String emptyRemark() {
        return "there are no such CMKs";
    }

    private static String aliases(CmkMetadata cmk) {
        return String.join(", ", cmk.aliases().stream().map(AliasName.PREFIX::concat).toList());
    }
}
