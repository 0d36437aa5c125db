package org.kmsjca.cli;

import com.google.gson.JsonObject;
import java.util.List;
import org.kmsjca.CmkMetadata;
import org.kmsjca.KeyType;

/** An answer about a CMK that gets versions, with a warning of what that means for programs. */
record RotationWarning(Answer answer, CmkMetadata cmk) implements Answer {
    @Override
    public JsonObject json() {
        return answer.json();
    }

    @Override
    public List<String> lines() {
        return answer.lines();
    }

    @Override
    public List<String> warnings() {
        KeyType type = cmk.keySpec().keyType();
        boolean concerned = (type == KeyType.AES || type == KeyType.SM4) && cmk.rawCiphers();
        return concerned
                ? List.of(
                        "under a CMK of several versions CTR and CBC are refused to programs that"
                                + " do not name one, as <alias>#<version id>; CMK,"
                                + " CMK/Envelope/NoPadding, GCM, KW and KWP find it themselves. See"
                                + " provider/docs/rotation.md")
                : List.of();
    }
}
