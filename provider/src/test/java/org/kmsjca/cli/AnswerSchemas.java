package org.kmsjca.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The JSON Schemas in provider/docs/schemas. The {@code $comment} of a schema names the commands
 * whose answers it describes.
 */
final class AnswerSchemas {
    static final String ERROR = "https://kmsjca.org/schemas/error.json";
    private static final Path DIRECTORY = Path.of("docs/schemas");

    private final Map<String, String> texts = new HashMap<>();
    private final Map<String, String> byCommand = new TreeMap<>();
    private final SchemaRegistry registry;

    AnswerSchemas() throws IOException {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            for (Path file : files.sorted().toList()) {
                add(Files.readString(file));
            }
        }
        registry =
                SchemaRegistry.withDefaultDialect(
                        SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(texts));
    }

    private void add(String text) {
        var schema = JsonParser.parseString(text).getAsJsonObject();
        String id = schema.get("$id").getAsString();
        texts.put(id, text);
        JsonElement commands = schema.get("$comment");
        if (commands != null) {
            for (String command : commands.getAsString().split(", ")) {
                if (byCommand.put(command, id) != null) {
                    throw new IllegalStateException(command + " has two schemas");
                }
            }
        }
    }

    /** The commands that have a schema, such as {@code kms key create}, and its id. */
    Map<String, String> byCommand() {
        return byCommand;
    }

    /** The schemas by their ids. */
    Map<String, String> texts() {
        return texts;
    }

    String idOf(String command) {
        return Objects.requireNonNull(byCommand.get(command), () -> command + " has no schema");
    }

    /** What is wrong with a document; empty when nothing is. */
    List<String> faults(String schemaId, String document) {
        return registry
                .getSchema(SchemaLocation.of(schemaId))
                .validate(document, InputFormat.JSON)
                .stream()
                .map(Object::toString)
                .toList();
    }
}
