package org.kmsjca.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Map;

/** The tags that a CMK has now, one a line. */
record TagsAnswer(String keyId, Map<String, String> tags) implements Answer {
    @Override
    public JsonElement json() {
        JsonArray array = new JsonArray();
        tags.forEach(
                (key, value) -> {
                    JsonObject tag = new JsonObject();
                    tag.addProperty("KeyId", keyId);
                    tag.addProperty("TagKey", key);
                    tag.addProperty("TagValue", value);
                    array.add(tag);
                });
        return array;
    }

    @Override
    public List<String> lines() {
        if (tags.isEmpty()) {
            return List.of();
        }
        Table table = new Table().row("TAG", "VALUE");
        tags.forEach(table::row);
        return table.lines();
    }

    @Override
    public String emptyRemark() {
        return "the CMK has no tags";
    }
}
