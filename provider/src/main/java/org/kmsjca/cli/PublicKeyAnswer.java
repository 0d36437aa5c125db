package org.kmsjca.cli;

import com.google.gson.JsonObject;
import java.security.PublicKey;
import java.util.List;

/** A public key as the PEM of its SubjectPublicKeyInfo. */
record PublicKeyAnswer(String keyId, String keyVersionId, PublicKey publicKey) implements Answer {
    @Override
    public JsonObject json() {
        JsonObject document = new JsonObject();
        document.addProperty("KeyId", keyId);
        document.addProperty("KeyVersionId", keyVersionId);
        document.addProperty("PublicKey", PublicKeyPem.text(publicKey));
        return document;
    }

    @Override
    public List<String> lines() {
        return PublicKeyPem.lines(publicKey);
    }
}
