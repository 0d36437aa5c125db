package org.kmsjca.cli;

import org.jspecify.annotations.Nullable;
import org.kmsjca.Kms;
import org.kmsjca.KmsProvider;
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
    private @Nullable KmsProvider provider;

    @Override
    Kms open(KmsCommand root) {
        // A provider keeps a configuration that it cannot read: here that is a finding, no failure.
        KmsProvider made = root.newProvider();
        provider = made;
        return Kms.of(made);
    }

    @Override
    Answer run(Kms kms) {
        try {
            return new DiagnosisAnswer(kms.diagnose());
        } finally {
            if (provider != null) {
                provider.close();
            }
        }
    }
}
