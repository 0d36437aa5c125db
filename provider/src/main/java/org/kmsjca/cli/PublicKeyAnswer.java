package org.kmsjca.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.kmsjca.CmkMetadata;

/** A public key as the PEM of its SubjectPublicKeyInfo. */
record PublicKeyAnswer(CmkMetadata cmk, PublicKey publicKey) implements Answer {
    private static final int LINE_LENGTH = 64;

    @Override
    public JsonElement json() {
        JsonObject document = new JsonObject();
        document.addProperty("KeyId", cmk.keyId());
        String version = cmk.versions().get(cmk.versions().size() - 1).keyVersionId();
        document.addProperty("KeyVersionId", version);
        document.addProperty("PublicKey", String.join("\n", lines()) + "\n");
        return document;
    }

    @Override
    public List<String> lines() {
        Base64.Encoder encoder =
                Base64.getMimeEncoder(LINE_LENGTH, "\n".getBytes(StandardCharsets.US_ASCII));
        List<String> lines = new ArrayList<>();
        lines.add("-----BEGIN PUBLIC KEY-----");
        lines.addAll(encoder.encodeToString(publicKey.getEncoded()).lines().toList());
        lines.add("-----END PUBLIC KEY-----");
        return lines;
    }
}
