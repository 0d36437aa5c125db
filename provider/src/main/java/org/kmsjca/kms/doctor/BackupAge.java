package org.kmsjca.kms.doctor;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.kmsjca.AuditRecord;
import org.kmsjca.Diagnosis.Finding;
import org.kmsjca.Diagnosis.Severity;
import org.kmsjca.kms.AuditTrail;
import org.kmsjca.kms.AuditedAction;
import org.kmsjca.kms.Cmk;

/** Looks at the age of the last backup of a store, of which the audit has a record. */
final class BackupAge {
    private static final Duration OLD = Duration.ofDays(30);
    private static final int AT_ONCE = 1000;

    private BackupAge() {}

    /** What to say of a store whose CMKs have been without a backup for long. */
    static Optional<Finding> finding(AuditTrail audit, List<Cmk> all, Instant now) {
        Optional<Instant> since =
                last(audit).or(() -> all.stream().map(Cmk::creationDate).min(Instant::compareTo));
        return since.map(time -> Duration.between(time, now))
                .filter(age -> !all.isEmpty() && age.compareTo(OLD) > 0)
                .map(
                        age ->
                                new Finding(
                                        Severity.ADVICE,
                                        "backup",
                                        "no backup of this store for %d days"
                                                .formatted(age.toDays()),
                                        "kms store backup FILE, and keep the file elsewhere"));
    }

    private static Optional<Instant> last(AuditTrail audit) {
        Optional<Instant> last = Optional.empty();
        List<AuditRecord> records = audit.list(0, AT_ONCE);
        while (!records.isEmpty()) {
            for (AuditRecord record : records) {
                if (record.call().equals(AuditedAction.BACKUP_STORE.toString())
                        && record.outcome().equals(AuditRecord.OK)) {
                    last = Optional.of(record.time());
                }
            }
            records = audit.list(records.get(records.size() - 1).sequence(), AT_ONCE);
        }
        return last;
    }
}
