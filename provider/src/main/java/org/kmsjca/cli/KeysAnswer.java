package org.kmsjca.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import java.util.List;
import org.kmsjca.AliasName;
import org.kmsjca.CmkMetadata;

/** CMKs, one a line. */
record KeysAnswer(List<CmkMetadata> cmks) implements Answer {
    @Override
    public JsonElement json() {
        JsonArray keys = new JsonArray();
        cmks.forEach(cmk -> keys.add(KmsJson.of(cmk)));
        return keys;
    }

    @Override
    public List<String> lines() {
        if (cmks.isEmpty()) {
            return List.of();
        }
        Table table =
                new Table().row("KEY ID", "STATE", "SPEC", "USAGE", "LEVEL", "CREATED", "ALIASES");
        for (CmkMetadata cmk : cmks) {
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
