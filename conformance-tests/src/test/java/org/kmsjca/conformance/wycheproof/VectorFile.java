package org.kmsjca.conformance.wycheproof;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A file of tests.
 *
 * @param numberOfTests what the file says; to be compared with what there is
 */
record VectorFile(int numberOfTests, List<Vector> vectors) {
    static VectorFile read(Path file) throws IOException {
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            JsonObject root = JsonParser.parseReader(reader).getAsJsonObject();
            JsonArray groups = root.getAsJsonArray("testGroups");
            List<Vector> vectors = new ArrayList<>();
            for (int i = 0; i < groups.size(); i++) {
                JsonObject group = groups.get(i).getAsJsonObject();
                for (JsonElement test : group.getAsJsonArray("tests")) {
                    vectors.add(new Vector(i, group, test.getAsJsonObject()));
                }
            }
            return new VectorFile(root.get("numberOfTests").getAsInt(), List.copyOf(vectors));
        }
    }
}
