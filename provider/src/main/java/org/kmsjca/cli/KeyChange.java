package org.kmsjca.cli;

import com.google.gson.JsonObject;
import java.util.List;
import org.kmsjca.CmkMetadata;
import org.kmsjca.Kms;

/**
 * What became of a CMK that a command changed, for people; the KMS answers such calls without
 * content.
 *
 * @param outcome follows the key id in a sentence
 */
record KeyChange(CmkMetadata cmk, String outcome) implements Answer {
    static KeyChange of(Kms kms, String key, String outcome) {
        return new KeyChange(kms.describeKey(key), outcome);
    }

    @Override
    public JsonObject json() {
        return new JsonObject();
    }

    @Override
    public List<String> lines() {
        return List.of(cmk.keyId() + " " + outcome);
    }
}
