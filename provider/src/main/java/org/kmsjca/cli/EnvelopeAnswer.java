package org.kmsjca.cli;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.List;

/**
 * What became of a file.
 *
 * @param bytes how many were read
 */
record EnvelopeAnswer(String outcome, EnvelopeFiles files, long bytes) implements Answer {
    @Override
    public JsonObject json() {
        JsonObject document = new JsonObject();
        document.addProperty("File", String.valueOf(files.target()));
        document.addProperty("BytesRead", bytes);
        return document;
    }

    @Override
    public List<String> lines() {
        Path target = files.target();
        return target == null ? List.of() : List.of(target + ": " + outcome);
    }

    /** Standard output has the data; a pipe that works is silent. */
    @Override
    public String emptyRemark() {
        return "";
    }
}
