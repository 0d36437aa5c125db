package org.kmsjca.cli;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The answer of a cryptographic call; its fields have the KMS's names, bytes are in Base64. */
final class CryptoAnswer implements Answer {
    private final JsonObject document = new JsonObject();
    private final List<String> lines = new ArrayList<>();
    private int exitCode = ExitCodes.FINE;

    /** The answer of a call on that key version. */
    static CryptoAnswer of(String keyId, String keyVersionId) {
        CryptoAnswer answer = new CryptoAnswer();
        answer.field("KeyId", keyId);
        answer.field("KeyVersionId", keyVersionId);
        return answer;
    }

    /** Adds what programs see only. */
    CryptoAnswer field(String name, String value) {
        document.addProperty(name, value);
        return this;
    }

    /** Adds what the command is asked for, for people too. */
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

    /** Adds whether something was valid, which the exit code tells too. */
    CryptoAnswer valid(boolean valid) {
        document.addProperty("Value", valid);
        lines.add(valid ? "valid" : "not valid");
        exitCode = valid ? ExitCodes.FINE : ExitCodes.REFUSED;
        return this;
    }

    @Override
    public JsonObject json() {
        return document;
    }

    @Override
    public List<String> lines() {
        return lines;
    }

    /** What went to standard output as bytes is all that goes there. */
    @Override
    public String emptyRemark() {
        return "";
    }

    @Override
    public int exitCode() {
        return exitCode;
    }
}
