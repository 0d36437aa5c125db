package org.kmsjca.kms;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;

/**
 * When something is due with which CMK, in order, so that a commit costs the logarithm of their
 * number. Changed by one thread at a time, asked by all.
 */
final class DueDates {
    private final Map<String, Instant> byKeyId = new HashMap<>();
    private final ConcurrentSkipListSet<Due> inOrder =
            new ConcurrentSkipListSet<>(Comparator.comparing(Due::date).thenComparing(Due::keyId));
    private volatile Instant earliest = Instant.MAX;

    private record Due(Instant date, String keyId) {}

    /** {@link Instant#MAX} when nothing is due ever. */
    Instant earliest() {
        return earliest;
    }

    /** Notes the date of a CMK in the place of the one before; null for never. */
    void put(String keyId, @Nullable Instant date) {
        Instant before = date == null ? byKeyId.remove(keyId) : byKeyId.put(keyId, date);
        if (before == null && date == null) {
            return; // as with most CMKs
        }
        if (before != null) {
            inOrder.remove(new Due(before, keyId));
        }
        if (date != null) {
            inOrder.add(new Due(date, keyId));
        }
        Due first = inOrder.isEmpty() ? null : inOrder.first();
        earliest = first == null ? Instant.MAX : first.date();
    }

    /** The key ids of what is due by then, the longest due first. */
    List<String> until(Instant now) {
        // Sorts behind every key id of that date.
        Due last = new Due(now, "\uffff");
        return inOrder.headSet(last, true).stream().map(Due::keyId).toList();
    }
}
