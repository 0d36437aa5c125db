package org.kmsjca.conformance.wycheproof;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/** Tests of each file that are listed with a reason. */
final class ListedTests {
    private final Map<String, NavigableMap<Integer, String>> reasons = new LinkedHashMap<>();

    /** What the provider is not expected to do as the file says. */
    static ListedTests exclusions() {
        ListedTests listed = new ListedTests();
        for (List<String> cells : TextTable.cells("exclusions.txt", 3)) {
            listed.add(cells.get(0), cells.get(1), cells.get(2));
        }
        return listed;
    }

    /** What keys in a SoftHSM do not do as the file says, besides the exclusions. */
    static ListedTests softHsm() {
        ListedTests listed = exclusions();
        for (List<String> cells : TextTable.cells("softhsm-deviations.txt", 3)) {
            listed.add(cells.get(0), cells.get(1), cells.get(2));
        }
        return listed;
    }

    /** What the providers of the JDK with that feature number do not do as the file says. */
    static ListedTests jdkDeviations(int jdk) {
        ListedTests listed = new ListedTests();
        for (List<String> cells : TextTable.cells("jdk-deviations.txt", 4)) {
            if (TestIds.parse(cells.get(0)).contains(jdk)) {
                listed.add(cells.get(1), cells.get(2), cells.get(3));
            }
        }
        return listed;
    }

    private void add(String file, String tcIds, String reason) {
        NavigableMap<Integer, String> ofFile =
                reasons.computeIfAbsent(file, name -> new TreeMap<>());
        for (Integer tcId : TestIds.parse(tcIds)) {
            if (ofFile.put(tcId, reason) != null) {
                throw new IllegalStateException(file + " " + tcId + " is listed twice");
            }
        }
    }

    /** The reasons by test. */
    NavigableMap<Integer, String> of(String file) {
        return Collections.unmodifiableNavigableMap(
                reasons.getOrDefault(file, Collections.emptyNavigableMap()));
    }

    /** The names of files in the list. */
    Set<String> files() {
        return Collections.unmodifiableSet(reasons.keySet());
    }
}
