package org.kmsjca;

import java.util.List;

/**
 * What {@link Kms#diagnose} and {@code kms doctor} found.
 *
 * @param findings in reading order
 */
public record Diagnosis(List<Finding> findings) {

    public Diagnosis {
        findings = List.copyOf(findings);
    }

    /** The severities of findings. */
    public enum Severity {
        /** As it should be. */
        OK,
        /** Works, could be better. */
        ADVICE,
        /** Does not work, or not safely. */
        PROBLEM
    }

    /**
     * One finding.
     *
     * @param subject what was looked at, such as {@code root of trust}
     * @param text what was found
     * @param remedy how to mend it; empty when there is nothing to do
     */
    public record Finding(Severity severity, String subject, String text, String remedy) {}

    /** Whether nothing is broken. */
    public boolean isHealthy() {
        return findings.stream().noneMatch(finding -> finding.severity() == Severity.PROBLEM);
    }
}
