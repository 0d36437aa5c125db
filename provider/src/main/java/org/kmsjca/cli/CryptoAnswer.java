package org.kmsjca.cli;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Gathers the answer of a cryptographic call; its fields have the KMS's names. */
final class CryptoAnswer {
    private final JsonObject document = new JsonObject();
    private final List<String> lines = new ArrayList<>();

    /** The answer of a call on that key version. */
    static CryptoAnswer of(String keyId, String keyVersionId) {
        return new CryptoAnswer().field("KeyId", keyId).field("KeyVersionId", keyVersionId);
    }

    /** Adds what programs see only. */
    CryptoAnswer field(String name, String value) {
        document.addProperty(name, value);
        return this;
    }

    /** Leaves the result where the option wants it. */
    CryptoAnswer put(String name, byte[] result, OutputOption output) {
        output.put(this, name, result, false);
        return this;
    }

    /** Leaves the result where the option wants it; a file is its owner's only. */
    CryptoAnswer putConfidential(String name, byte[] result, OutputOption output) {
        output.put(this, name, result, true);
        return this;
    }

    /** Adds what the command is asked for, in Base64. */
    CryptoAnswer result(String name, byte[] value) {
        return text(name, Base64Bytes.text(value));
    }

    /** Adds what the command is asked for, as a text of one or more lines. */
    CryptoAnswer text(String name, String value) {
        document.addProperty(name, value);
        value.lines().forEach(lines::add);
        return this;
    }

    /** Tells which file has the field. */
    CryptoAnswer file(String name, Path file) {
        document.addProperty(name + "File", file.toString());
        lines.add(file + ": " + name);
        return this;
    }

    Answer answer() {
        return Answer.of(document, screen -> lines);
    }

    /** The answer whether something was valid, which the exit code tells too. */
    Answer validity(boolean valid) {
        document.addProperty("Value", valid);
        lines.add(valid ? "valid" : "not valid");
        return answer().withSuccess(valid);
    }
}
