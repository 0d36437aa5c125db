package org.kmsjca.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.kmsjca.CmkMetadata;

/** All that is known of a CMK, one field a line. */
record KeyAnswer(CmkMetadata cmk) implements Answer {
    /** Empty where there is none, and people are not told so. */
    private static final Set<String> DATES = Set.of("DeleteDate", "MaterialExpireTime");

    @Override
    public JsonObject json() {
        JsonObject document = new JsonObject();
        document.add("KeyMetadata", KmsJson.of(cmk));
        return document;
    }

    @Override
    public List<String> lines() {
        Table table = new Table();
        KmsJson.of(cmk).asMap().forEach((name, value) -> addRows(table, name, value));
        return table.lines();
    }

    private static void addRows(Table table, String name, JsonElement value) {
        if (!value.isJsonArray()) {
            if (!DATES.contains(name) || !value.getAsString().isEmpty()) {
                table.row(name, value.getAsString());
            }
            return;
        }
        String heading = name;
        for (JsonElement item : value.getAsJsonArray()) {
            table.row(heading, text(item));
            heading = "";
        }
    }

    private static String text(JsonElement item) {
        if (item.isJsonPrimitive()) {
            return item.getAsString();
        }
        return item.getAsJsonObject().asMap().values().stream()
                .map(JsonElement::getAsString)
                .collect(Collectors.joining("  "));
    }
}
