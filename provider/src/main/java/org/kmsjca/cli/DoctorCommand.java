package org.kmsjca.cli;

import org.kmsjca.Kms;
import picocli.CommandLine.Command;

/** {@code kms doctor}. */
@Command(
        name = "doctor",
        description = {
            "Looks at everything that the KMS depends on: configuration, store, root of trust, HSMs"
                    + " and the place of the provider in this JVM.",
            "Ends with exit code 1 when something does not work; advice alone is fine."
        },
        footer = {"  kms doctor", "  kms doctor --config /etc/kms/kms.properties --json"})
final class DoctorCommand extends KmsAction {
    @Override
    Kms open(KmsCommand root) {
        // A provider keeps a configuration that it cannot read: here that is a finding, no failure.
        return Kms.of(root.newProvider());
    }

    @Override
    Answer run(Kms kms) {
        return new DiagnosisAnswer(kms.diagnose());
    }
}
