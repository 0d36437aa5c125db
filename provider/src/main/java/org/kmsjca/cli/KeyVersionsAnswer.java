package org.kmsjca.cli;

import com.google.gson.JsonObject;
import java.util.List;
import org.kmsjca.CmkMetadata.KeyVersion;
import org.kmsjca.Page;

/**
 * The versions of a CMK.
 *
 * @param primary the id of the one that encrypts; empty of an asymmetric CMK
 */
record KeyVersionsAnswer(String keyId, String primary, Page<KeyVersion> page) implements Answer {
    @Override
    public JsonObject json() {
        return KmsJson.page("KeyVersion", page, version -> KmsJson.of(keyId, version));
    }

    @Override
    public List<String> lines() {
        if (page.items().isEmpty()) {
            return List.of();
        }
        Table table = new Table().row("KEY VERSION ID", "CREATED", "");
        for (KeyVersion version : page.items()) {
            table.row(
                    version.keyVersionId(),
                    KmsJson.date(version.creationDate()),
                    version.keyVersionId().equals(primary) ? "primary" : "");
        }
        return table.lines();
    }
}
