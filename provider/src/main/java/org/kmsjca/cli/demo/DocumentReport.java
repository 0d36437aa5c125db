package org.kmsjca.cli.demo;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

/** The demo as one JSON document. */
public final class DocumentReport implements Report {
    private final JsonArray steps = new JsonArray();
    private final JsonArray notes = new JsonArray();
    private JsonArray calls = new JsonArray();

    @Override
    public void step(String title) {
        calls = new JsonArray();
        JsonObject step = new JsonObject();
        step.addProperty("Step", title);
        step.add("Calls", calls);
        steps.add(step);
    }

    @Override
    public void call(String java, String outcome) {
        JsonObject call = new JsonObject();
        call.addProperty("Call", java);
        call.addProperty("Outcome", outcome);
        calls.add(call);
    }

    @Override
    public void note(String text) {
        notes.add(text);
    }

    /** What was told until now. */
    public JsonObject document() {
        JsonObject document = new JsonObject();
        document.add("Steps", steps);
        document.add("Notes", notes);
        return document;
    }
}
