package org.kmsjca.cli;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.Optional;
import org.kmsjca.AliasName;

/**
 * What became of an alias that a command changed, for people; the KMS answers such calls without
 * content.
 *
 * @param keyId the CMK that it names now; empty when it was deleted
 */
record AliasChange(String aliasName, Optional<String> keyId) implements Answer {
    static AliasChange bound(String name, String keyId) {
        return new AliasChange(prefixed(name), Optional.of(keyId));
    }

    static AliasChange deleted(String name) {
        return new AliasChange(prefixed(name), Optional.empty());
    }

    @Override
    public JsonObject json() {
        return new JsonObject();
    }

    @Override
    public List<String> lines() {
        return List.of(aliasName + keyId.map(id -> " names " + id).orElse(" is deleted"));
    }

    private static String prefixed(String name) {
        return AliasName.PREFIX + AliasName.withoutPrefix(name);
    }
}
