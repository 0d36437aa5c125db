package org.kmsjca.cli;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.kmsjca.CmkMetadata;
import org.kmsjca.CmkMetadata.KeyVersion;
import org.kmsjca.KeyType;
import org.kmsjca.Kms;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands of {@code kms key} about versions and rotation. */
@Command(addMethodSubcommands = false)
abstract class KeyVersionCommands extends CommandGroup {
    /**
     * Changes a CMK, and tells people what became of it; the KMS answers such calls without
     * content.
     *
     * @param outcome follows the key id in a sentence
     */
    final int change(String key, String outcome, Consumer<Kms> call) {
        return ask(
                kms -> {
                    call.accept(kms);
                    return KeyAnswers.changed(kms, key, outcome);
                });
    }

    @Command(
            name = "create-version",
            description = {
                "CreateKeyVersion: makes a new version of a CMK, at the earliest 7 days after the"
                        + " last.",
                "Of an AES or SM4 key it encrypts from now on, and what older versions encrypted"
                        + " goes on decrypting, except that CTR and CBC are refused unless the"
                        + " program names the version. Of others a program chooses it. A version is"
                        + " named as <alias>#<version id>."
            },
            footer = "  kms key create-version alias/orders")
    int createVersion(@Parameters(paramLabel = "KEY", description = ANY_KEY) String key) {
        return ask(
                kms -> {
                    KeyVersion version = kms.createKeyVersion(key);
                    CmkMetadata cmk = kms.describeKey(key);
                    return KeyAnswers.version(cmk.keyId(), version)
                            .withWarnings(rotationWarnings(cmk));
                });
    }

    @Command(
            name = "versions",
            description = {
                "ListKeyVersions: shows the versions of a CMK, oldest first.",
                "A program names one as <alias>#<version id>."
            },
            footer = "  kms key versions alias/orders")
    int versions(@Parameters(paramLabel = "KEY", description = ANY_KEY) String key) {
        return ask(
                kms -> {
                    CmkMetadata cmk = kms.describeKey(key);
                    return KeyAnswers.versions(
                            cmk, Pages.all(page -> kms.listKeyVersions(cmk.keyId(), page)));
                });
    }

    @Command(
            name = "update-rotation",
            description = {
                "UpdateRotationPolicy: gives an AES or SM4 CMK a new version at each interval, or"
                        + " stops that.",
                "New data are encrypted under the newest version. Cipher CMK, envelopes and data"
                        + " keys name theirs and go on decrypting; AES and SM4 in GCM, KW and KWP"
                        + " try the older ones; CTR and CBC are refused unless the program names"
                        + " the version, as <alias>#<version id>."
            },
            footer = {
                "  kms key update-rotation 1234abcd-12ab-34cd-56ef-1234567890ab --interval 365d",
                "  kms key update-rotation 1234abcd-12ab-34cd-56ef-1234567890ab --off"
            })
    int updateRotation(
            @Parameters(paramLabel = "KEY", description = KEY_ID) String key,
            @ArgGroup(multiplicity = "1") Policy policy) {
        Duration interval = policy.interval;
        if (interval == null) {
            return change(
                    key, "is not rotated automatically", kms -> kms.disableAutomaticRotation(key));
        }
        return ask(
                kms -> {
                    kms.enableAutomaticRotation(key, interval);
                    CmkMetadata cmk = kms.describeKey(key);
                    String next =
                            cmk.rotation().nextRotationDate().map(KmsJson::date).orElse("no date");
                    return KeyAnswers.changed(
                                    cmk,
                                    "is rotated every %s, next at %s"
                                            .formatted(RotationInterval.text(interval), next))
                            .withWarnings(rotationWarnings(cmk));
                });
    }

    static final class Policy {
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

    /** What versions mean for programs that use the CMK. */
    static List<String> rotationWarnings(CmkMetadata cmk) {
        KeyType type = cmk.keySpec().keyType();
        boolean concerned = (type == KeyType.AES || type == KeyType.SM4) && cmk.rawCiphers();
        return concerned
                ? List.of(
                        "under a CMK of several versions CTR and CBC are refused to programs that"
                                + " do not name one, as <alias>#<version id>; CMK,"
                                + " CMK/Envelope/NoPadding, GCM, KW and KWP find it themselves. See"
                                + " provider/docs/rotation.md")
                : List.of();
    }
}
