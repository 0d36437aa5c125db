package org.kmsjca.kms.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.kmsjca.Diagnosis.Finding;
import org.kmsjca.Diagnosis.Severity;
import org.kmsjca.KeyState;
import org.kmsjca.KeyUsage;
import org.kmsjca.kms.Cmk;
import org.kmsjca.kms.CmkSnapshot;

/** Finds programs that use CTR or CBC under CMKs and that a rotation would break. */
final class RotationFindings {
    private static final String WAYS_OUT =
            "take the key as <alias>#<version id>, or use GCM, CMK or CMK/Envelope/NoPadding; see"
                    + " provider/docs/rotation.md";

    private RotationFindings() {}

    static List<Finding> of(List<Cmk> cmks) {
        List<Cmk> concerned = cmks.stream().filter(cmk -> isConcerned(cmk.snapshot())).toList();
        List<Finding> findings = new ArrayList<>();
        if (!concerned.isEmpty()) {
            findings.add(
                    new Finding(
                            Severity.ADVICE,
                            "rotation",
                            "CTR and CBC have to name the version, now or after the next rotation,"
                                    + " under "
                                    + concerned.stream()
                                            .map(cmk -> cmk.snapshot().displayName())
                                            .collect(Collectors.joining(", ")),
                            "where a program uses them: " + WAYS_OUT));
        }
        for (Cmk cmk : concerned) {
            String algorithm = cmk.perishableUse();
            if (algorithm != null) {
                findings.add(used(cmk.snapshot(), algorithm));
            }
        }
        return findings;
    }

    private static boolean isConcerned(CmkSnapshot cmk) {
        return (cmk.rotates() || cmk.hasSeveralVersions())
                && cmk.keyUsage() == KeyUsage.ENCRYPT_DECRYPT
                && cmk.keyState() != KeyState.PENDING_DELETION
                && cmk.allowsRawCiphers();
    }

    private static Finding used(CmkSnapshot cmk, String algorithm) {
        return new Finding(
                Severity.PROBLEM,
                "CMK " + cmk.keyId(),
                ("this process used %s under it without naming a version, which is" + " refused %s")
                        .formatted(
                                algorithm,
                                (cmk.hasSeveralVersions()
                                        ? "since it has several"
                                        : "from its rotation on")),
                WAYS_OUT);
    }
}
