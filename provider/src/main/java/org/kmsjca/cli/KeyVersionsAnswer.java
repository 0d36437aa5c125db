package org.kmsjca.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import org.kmsjca.CmkMetadata.KeyVersion;

/**
 * The versions of a CMK.
 *
 * @param primary the id of the one that encrypts; empty of an asymmetric CMK
 */
record KeyVersionsAnswer(String keyId, String primary, List<KeyVersion> versions)
        implements Answer {
    @Override
    public JsonObject json() {
        JsonArray items = new JsonArray();
        for (KeyVersion version : versions) {
            JsonObject item = new JsonObject();
            item.addProperty("KeyId", keyId);
            item.addProperty("KeyVersionId", version.keyVersionId());
            item.addProperty("CreationDate", KmsJson.date(version.creationDate()));
            items.add(item);
        }
        JsonObject list = new JsonObject();
        list.add("KeyVersion", items);
        JsonObject document = new JsonObject();
        document.add("KeyVersions", list);
        document.addProperty("TotalCount", versions.size());
        return document;
    }

    @Override
    public List<String> lines() {
        if (versions.isEmpty()) {
            return List.of();
        }
        Table table = new Table().row("KEY VERSION ID", "CREATED", "");
        for (KeyVersion version : versions) {
            table.row(
                    version.keyVersionId(),
                    KmsJson.date(version.creationDate()),
                    version.keyVersionId().equals(primary) ? "primary" : "");
        }
        return table.lines();
    }
}
