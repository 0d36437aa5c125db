package org.kmsjca.kms;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kmsjca.AutomaticRotation;
import org.kmsjca.CmkMetadata;
import org.kmsjca.CmkSpec;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyState;
import org.kmsjca.KeyType;
import org.kmsjca.Origin;
import org.kmsjca.store.CmkRecord;

/** Which CMKs may get new versions, and when the automatic ones are due. */
final class Rotations {
    private Rotations() {}

    /** Gives the creation date of the newest version; null while there is none. */
    private static @Nullable Instant last(CmkRecord cmk) {
        return cmk.versions().isEmpty()
                ? null
                : cmk.versions().get(cmk.versions().size() - 1).creationDate();
    }

    /** Gives the date of the next rotation, whatever the CMK's state; null for never. */
    private static @Nullable Instant next(CmkRecord cmk) {
        Instant last = last(cmk);
        return last == null || cmk.rotationIntervalSeconds() == 0
                ? null
                : last.plusSeconds(cmk.rotationIntervalSeconds());
    }

    /** Gives the date of the next rotation; null for never and for a CMK that is not Enabled. */
    static @Nullable Instant due(CmkRecord cmk) {
        return cmk.keyState() == KeyState.ENABLED ? next(cmk) : null;
    }

    /** Whether automatic rotation would sleep, because a clock that was ahead dated a version. */
    static boolean isDatedAfter(CmkRecord cmk, Instant latest) {
        Instant last = last(cmk);
        return due(cmk) != null && last != null && last.isAfter(latest);
    }

    static CmkMetadata.Rotation describe(CmkRecord cmk) {
        boolean on = cmk.rotationIntervalSeconds() != 0;
        AutomaticRotation automatic =
                !on
                        ? AutomaticRotation.DISABLED
                        : cmk.keyState() == KeyState.ENABLED
                                ? AutomaticRotation.ENABLED
                                : AutomaticRotation.SUSPENDED;
        return new CmkMetadata.Rotation(
                automatic,
                on
                        ? Optional.of(Duration.ofSeconds(cmk.rotationIntervalSeconds()))
                        : Optional.empty(),
                Optional.ofNullable(last(cmk)),
                Optional.ofNullable(next(cmk)));
    }

    /** Refuses the rotation interval of a CMK to be made, where such a CMK has none. */
    static void checkNew(CmkSpec spec) {
        if (spec.rotationInterval().isEmpty()) {
            return;
        }
        checked(spec.rotationInterval().get());
        if (!isAutomatic(spec.keySpec(), spec.origin())) {
            throw KmsErrors.noRotation(spec);
        }
    }

    /** Refuses automatic rotation of a CMK that the KMS does not rotate by itself. */
    static void checkAutomatic(CmkRecord cmk) {
        if (Caller.isService(cmk) || !isAutomatic(cmk.keySpec(), cmk.origin())) {
            throw KmsErrors.noRotation(KmsCall.UPDATE_ROTATION_POLICY, new CmkSnapshot(cmk));
        }
    }

    private static boolean isAutomatic(KeySpec spec, Origin origin) {
        KeyType type = spec.keyType();
        return origin == Origin.ALIYUN_KMS && (type == KeyType.AES || type == KeyType.SM4);
    }

    /** Refuses one more version where the CMK gets none, or none now. */
    static void checkNewVersion(CmkRecord cmk, Instant now) {
        CmkSnapshot snapshot = new CmkSnapshot(cmk);
        if (Caller.isService(cmk)) {
            throw KmsErrors.serviceKeyVersion(snapshot);
        }
        if (cmk.origin() != Origin.ALIYUN_KMS || cmk.keySpec().keyType() == KeyType.HMAC) {
            throw KmsErrors.noRotation(KmsCall.CREATE_KEY_VERSION, snapshot);
        }
        if (cmk.versions().size() >= Limits.MAXIMUM_VERSIONS) {
            throw KmsErrors.tooManyVersions(snapshot);
        }
        Instant last = last(cmk);
        Instant earliest =
                last == null ? now : last.plus(Duration.ofDays(Limits.MINIMUM_DAYS_OF_A_VERSION));
        if (earliest.isAfter(now)) {
            throw KmsErrors.versionTooSoon(snapshot, earliest);
        }
    }

    /** The interval in seconds. */
    static long checked(Duration interval) {
        if (interval.compareTo(Duration.ofDays(Limits.MINIMUM_ROTATION_DAYS)) < 0
                || interval.compareTo(Duration.ofDays(Limits.MAXIMUM_ROTATION_DAYS)) > 0) {
            throw KmsErrors.invalid(
                    "RotationInterval is %ss, allowed are %s to %s days"
                            .formatted(
                                    interval.toSeconds(),
                                    Limits.MINIMUM_ROTATION_DAYS,
                                    Limits.MAXIMUM_ROTATION_DAYS));
        }
        return interval.toSeconds();
    }
}
