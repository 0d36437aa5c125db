package org.kmsjca.cli;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.kmsjca.CmkMetadata;
import org.kmsjca.Kms;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kms key update-rotation}. */
@Command(
        name = "update-rotation",
        description = {
            "UpdateRotationPolicy: gives an AES or SM4 CMK a new version at each interval, or stops"
                    + " that.",
            "New data are encrypted under the newest version. Cipher CMK, envelopes and data keys"
                    + " name theirs and go on decrypting; AES and SM4 in GCM, KW and KWP try the"
                    + " older ones; CTR and CBC are refused unless the program names the version,"
                    + " as <alias>#<version id>."
        },
        footer = {
            "  kms key update-rotation 1234abcd-12ab-34cd-56ef-1234567890ab --interval 365d",
            "  kms key update-rotation 1234abcd-12ab-34cd-56ef-1234567890ab --off"
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class KeyRotationCommand extends KmsAction {
    @Parameters(paramLabel = "KEY", description = "Key id, or its ARN.")
    private String key;

    @ArgGroup(multiplicity = "1")
    private Policy policy;

    private static final class Policy {
        @Option(
                names = "--interval",
                paramLabel = "INTERVAL",
                required = true,
                converter = RotationInterval.class,
                description = "7d to 730d; also in h, m, s.")
        private @Nullable Duration interval;

        @SuppressWarnings("UnusedVariable") // what is not an interval is this
        @Option(names = "--off", required = true, description = "No automatic rotation.")
        private boolean off;
    }

    @Override
    Answer run(Kms kms) {
        Duration interval = policy.interval;
        if (interval == null) {
            kms.disableAutomaticRotation(key);
            return KeyChange.of(kms, key, "is not rotated automatically");
        }
        kms.enableAutomaticRotation(key, interval);
        CmkMetadata cmk = kms.describeKey(key);
        String outcome =
                "is rotated every "
                        + interval.toSeconds()
                        + "s, next at "
                        + cmk.rotation().nextRotationDate().map(KmsJson::date).orElse("no date");
        return new RotationWarning(new KeyChange(cmk, outcome), cmk);
    }
}
