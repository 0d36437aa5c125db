package org.kmsjca;

import java.util.Optional;

/**
 * What a walk along the audit's chain found.
 *
 * @param intactRecords how many records from the first on are intact
 * @param lastMac hexadecimal MAC of the last of them, which stands for all of them; empty when
 *     there is none
 * @param problem what is wrong with the next record; empty when the chain is intact to its end
 */
public record AuditVerification(
        long intactRecords, Optional<String> lastMac, Optional<String> problem) {
    /** Whether the audit is what the KMS wrote, all of it. */
    public boolean isIntact() {
        return problem.isEmpty();
    }
}
