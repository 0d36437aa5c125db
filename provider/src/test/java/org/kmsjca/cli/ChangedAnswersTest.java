package org.kmsjca.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The JSON Schemas refuse answers that were changed. */
class ChangedAnswersTest {
    private final AnswerSchemas schemas = new AnswerSchemas();
    @TempDir private Path directory;

    ChangedAnswersTest() throws IOException {}

    private CliRun run(String... command) throws IOException {
        Path config = directory.resolve("kms.properties");
        Files.writeString(config, "home=home\nroot=keyfile\n");
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of("--json", "--config", config.toString()));
        return CliRun.of(all.toArray(String[]::new));
    }

    /** A schema that takes anything would hold nothing. */
    @Test
    void changedAnswersDoNotFit() throws IOException {
        run("key", "create", "--alias", "orders");
        for (String line : List.of("key describe alias/orders", "key list", "alias list")) {
            String[] command = line.split(" ");
            String id = schemas.idOf("kms " + command[0] + " " + command[1]);
            JsonObject document = JsonParser.parseString(run(command).out()).getAsJsonObject();
            assertThat(schemas.faults(id, document.toString())).isEmpty();
            objects(document)
                    .forEach(
                            object -> {
                                object.addProperty("Unknown", 1);
                                refused(id, document);
                                object.remove("Unknown");
                                for (String required : required(object)) {
                                    JsonElement value = object.remove(required);
                                    refused(id, document);
                                    object.addProperty(required, 1.5);
                                    refused(id, document);
                                    object.add(required, value);
                                }
                            });
            assertThat(schemas.faults(id, document.toString())).isEmpty();
        }
    }

    private void refused(String id, JsonObject document) {
        assertThat(schemas.faults(id, document.toString())).as(document.toString()).isNotEmpty();
    }

    /** What an answer may have or not. */
    private static Set<String> required(JsonObject object) {
        Set<String> names = new TreeSet<>(object.keySet());
        names.removeAll(Set.of("PrimaryKeyVersion", "LastRotationDate"));
        return names;
    }

    private static List<JsonObject> objects(JsonElement element) {
        List<JsonObject> found = new ArrayList<>();
        if (element.isJsonArray()) {
            element.getAsJsonArray().forEach(each -> found.addAll(objects(each)));
        } else if (element.isJsonObject()) {
            found.add(element.getAsJsonObject());
            for (Map.Entry<String, JsonElement> each : element.getAsJsonObject().entrySet()) {
                found.addAll(objects(each.getValue()));
            }
        }
        return found;
    }
}
