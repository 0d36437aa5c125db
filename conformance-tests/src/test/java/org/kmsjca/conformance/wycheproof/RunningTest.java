package org.kmsjca.conformance.wycheproof;

import java.util.List;

/** Names each thread by the test that it runs, so that one that hangs can be told. */
final class RunningTest {
    private static final String PREFIX = "wycheproof ";

    private RunningTest() {}

    static void show(FileRow row, Vector vector) {
        Thread.currentThread().setName(PREFIX + row.file() + " " + vector.tcId());
    }

    static List<String> all() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith(PREFIX))
                .sorted()
                .toList();
    }
}
