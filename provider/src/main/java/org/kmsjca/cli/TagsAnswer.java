package org.kmsjca.cli;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.Map;

/** The tags that a CMK has now, one a line. */
record TagsAnswer(String keyId, Map<String, String> tags) implements Answer {
    @Override
    public JsonObject json() {
        return KmsJson.wrapped(
                "Tag",
                tags.entrySet(),
                entry -> {
                    JsonObject tag = new JsonObject();
                    tag.addProperty("KeyId", keyId);
                    tag.addProperty("TagKey", entry.getKey());
                    tag.addProperty("TagValue", entry.getValue());
                    return tag;
                });
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
