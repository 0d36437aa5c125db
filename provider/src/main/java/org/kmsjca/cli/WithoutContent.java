package org.kmsjca.cli;

import com.google.gson.JsonObject;
import java.util.List;

/** What people are told of a call that the KMS answers without content. */
record WithoutContent(Answer answer) implements Answer {
    @Override
    public JsonObject json() {
        return new JsonObject();
    }

    @Override
    public List<String> lines() {
        return answer.lines();
    }

    @Override
    public String emptyRemark() {
        return answer.emptyRemark();
    }
}
