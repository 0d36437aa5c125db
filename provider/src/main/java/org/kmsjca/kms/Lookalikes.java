package org.kmsjca.kms;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.kmsjca.EntryName;

/** The names of entries that are not their own likeness, by what they look like. */
final class Lookalikes {
    private final Map<String, String> byLikeness = new ConcurrentHashMap<>();

    void add(String name) {
        String likeness = EntryName.likeness(name);
        if (!likeness.equals(name)) {
            byLikeness.put(likeness, name);
        }
    }

    void remove(String name) {
        byLikeness.remove(EntryName.likeness(name), name);
    }

    /** The name with that likeness, or null. */
    @Nullable String of(String likeness) {
        return byLikeness.get(likeness);
    }
}
