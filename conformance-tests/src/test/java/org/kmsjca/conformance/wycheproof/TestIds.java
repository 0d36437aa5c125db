package org.kmsjca.conformance.wycheproof;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/** Ids of tests in the form {@code 1-3, 7}. */
final class TestIds {
    private TestIds() {}

    static NavigableSet<Integer> parse(String text) {
        NavigableSet<Integer> ids = new TreeSet<>();
        for (String part : text.split(",", -1)) {
            String[] ends = part.strip().split("-", 2);
            int first = Integer.parseInt(ends[0]);
            int last = ends.length == 1 ? first : Integer.parseInt(ends[1]);
            for (int id = first; id <= last; id++) {
                if (!ids.add(id)) {
                    throw new IllegalArgumentException(id + " stands twice in " + text);
                }
            }
        }
        return ids;
    }

    static String format(NavigableSet<Integer> ids) {
        List<String> parts = new ArrayList<>();
        Integer first = null;
        Integer last = null;
        for (Integer id : ids) {
            if (last != null && id != last + 1) {
                parts.add(part(first, last));
                first = null;
            }
            first = first == null ? id : first;
            last = id;
        }
        if (last != null) {
            parts.add(part(first, last));
        }
        return String.join(", ", parts);
    }

    private static String part(int first, int last) {
        return first == last ? Integer.toString(first) : first + "-" + last;
    }
}
