package org.kmsjca.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.kmsjca.Kms;
import org.kmsjca.RootStatus;

/**
 * What protects a root key, after what was done to it.
 *
 * @param remarks sentences for people that come first
 */
record RootAnswer(List<String> remarks, RootStatus status) implements Answer {
    RootAnswer(RootStatus status) {
        this(List.of(), status);
    }

    static RootAnswer after(Kms kms, String... remarks) {
        return new RootAnswer(List.of(remarks), kms.root().status());
    }

    @Override
    public JsonObject json() {
        JsonArray envelopes = new JsonArray();
        for (RootStatus.Envelope envelope : status.envelopes()) {
            JsonObject item = new JsonObject();
            item.addProperty("EnvelopeId", envelope.envelopeId());
            item.addProperty("Kind", envelope.kind());
            item.addProperty("Description", envelope.description());
            envelopes.add(item);
        }
        JsonObject document = new JsonObject();
        document.addProperty("Store", status.store().toString());
        document.addProperty("Root", status.setting());
        document.add("Envelopes", envelopes);
        status.lastBackup()
                .ifPresent(time -> document.addProperty("LastBackup", KmsJson.date(time)));
        return document;
    }

    @Override
    public List<String> lines() {
        List<String> lines = new ArrayList<>(remarks);
        Table table = new Table().row("ENVELOPE ID", "KIND", "DESCRIPTION");
        status.envelopes()
                .forEach(each -> table.row(each.envelopeId(), each.kind(), each.description()));
        lines.addAll(table.lines());
        lines.add("configuration: root=" + status.setting());
        lines.add("last backup: " + status.lastBackup().map(KmsJson::date).orElse("none"));
        if (status.isWithoutWayBack()) {
            lines.add(
                    "when the TPM is replaced or cleared, every key is lost: make a backup (kms"
                            + " root backup FILE) or enroll a passphrase");
        }
        return lines;
    }
}
