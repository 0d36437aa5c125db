package org.kmsjca.conformance.hsm.modules;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What became of one test of a class. */
record SuiteTest(String kind, String type, String name, String reason) {
    static final String CLASS = "class";
    static final String BEGUN = "begun";
    static final String PASSED = "passed";
    static final String LEFT_OUT = "left out";
    static final String FAILED = "failed";
    static final String OVER = "over";

    /** The lines that {@link SuiteProgram} wrote of each class. */
    static Map<String, List<String>> classes(List<String> lines) {
        Map<String, List<String>> classes = new LinkedHashMap<>();
        List<String> last = new ArrayList<>();
        for (String line : lines) {
            if (line.startsWith(CLASS + "\t")) {
                last = new ArrayList<>();
                classes.put(line.substring(CLASS.length() + 1), last);
            }
            last.add(line);
        }
        return classes;
    }

    /** Reads the lines of a class; a test that the JVM died in has failed. */
    static List<SuiteTest> read(String type, List<String> lines, String death) {
        Map<String, SuiteTest> begun = new LinkedHashMap<>();
        List<SuiteTest> tests = new ArrayList<>();
        boolean over = false;
        for (String line : lines) {
            String[] words = line.split("\t", -1);
            if (words[0].equals(OVER)) {
                over = true;
            } else if (words.length == 3 && words[0].equals(BEGUN)) {
                begun.put(words[1], new SuiteTest(FAILED, type, words[1], death));
            } else if (words.length == 3) {
                begun.remove(words[1]);
                tests.add(new SuiteTest(words[0], type, words[1], words[2]));
            }
        }
        if (!over) {
            tests.addAll(begun.values());
            tests.add(new SuiteTest(FAILED, type, "", death));
        }
        return tests;
    }
}
