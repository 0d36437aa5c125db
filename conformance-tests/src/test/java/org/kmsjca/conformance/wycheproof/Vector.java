package org.kmsjca.conformance.wycheproof;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/** One test of a file; what its group says, it says too. */
final class Vector {
    /** What the file says about an outcome. */
    enum Result {
        VALID,
        ACCEPTABLE,
        INVALID
    }

    private final int group;
    private final JsonObject shared;
    private final JsonObject own;

    /**
     * @param group the group's place in the file, from 0
     */
    Vector(int group, JsonObject shared, JsonObject own) {
        this.group = group;
        this.shared = shared;
        this.own = own;
    }

    int group() {
        return group;
    }

    int tcId() {
        return own.get("tcId").getAsInt();
    }

    Result result() {
        return Result.valueOf(own.get("result").getAsString().toUpperCase(Locale.ROOT));
    }

    Set<String> flags() {
        Set<String> flags = new LinkedHashSet<>();
        own.getAsJsonArray("flags").forEach(flag -> flags.add(flag.getAsString()));
        return flags;
    }

    boolean hasFlag(String flag) {
        return flags().contains(flag);
    }

    /** Whether there is such a member, and it is not empty. */
    boolean has(String member) {
        JsonElement value = find(member);
        return value != null && !value.isJsonNull() && !value.getAsString().isEmpty();
    }

    /** Whether there is such a member, empty or not. */
    boolean knows(String member) {
        return find(member) != null;
    }

    String text(String member) {
        JsonElement value = find(member);
        if (value == null) {
            throw new IllegalArgumentException("test " + tcId() + " has no " + member);
        }
        return value.getAsString();
    }

    int number(String member) {
        return Integer.parseInt(text(member));
    }

    byte[] bytes(String member) {
        return HexFormat.of().parseHex(text(member));
    }

    BigInteger unsigned(String member) {
        return new BigInteger(1, bytes(member));
    }

    private JsonElement find(String member) {
        return own.has(member) ? own.get(member) : shared.get(member);
    }
}
