package org.kmsjca.kms;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kmsjca.CmkMetadata;
import org.kmsjca.Descriptions;
import org.kmsjca.KeyFilter;
import org.kmsjca.KeyState;
import org.kmsjca.Origin;
import org.kmsjca.Page;
import org.kmsjca.PageRequest;
import org.kmsjca.store.CmkRecord;
import org.kmsjca.store.MetadataStore;

/** The calls that describe a CMK or change its state, its protection or its rotation. */
public final class KeyCalls {
    private final CmkChanges changes;
    private final KeyLookup lookup;
    private final KeyCreation creation;
    private final MetadataStore store;

    public KeyCalls(
            CmkChanges changes, KeyLookup lookup, KeyCreation creation, MetadataStore store) {
        this.changes = changes;
        this.lookup = lookup;
        this.creation = creation;
        this.store = store;
    }

    /** DescribeKey. */
    public CmkMetadata describe(String keyIdOrAlias) {
        return lookup.byKeyIdOrAlias(keyIdOrAlias).metadata();
    }

    /** ListKeys. */
    public Page<CmkMetadata> list(KeyFilter filter, PageRequest page) {
        return page.of(lookup.all().stream().map(Cmk::metadata).filter(filter::accepts).toList());
    }

    /** UpdateKeyDescription. */
    public void updateDescription(String keyId, String description) {
        changes.update(
                KmsCall.UPDATE_KEY_DESCRIPTION,
                keyId,
                () -> Descriptions.check(description),
                record -> record.withDescription(description));
    }

    /** EnableKey. */
    public void enable(String keyId) {
        changes.update(
                KmsCall.ENABLE_KEY, keyId, record -> record.withState(KeyState.ENABLED, null));
    }

    /** DisableKey. */
    public void disable(String keyId) {
        changes.update(
                KmsCall.DISABLE_KEY, keyId, record -> record.withState(KeyState.DISABLED, null));
    }

    /** ScheduleKeyDeletion; gives the date. */
    public Instant scheduleDeletion(String keyId, int pendingWindowInDays) {
        Instant date = creation.now().plus(Duration.ofDays(pendingWindowInDays));
        changes.update(
                KmsCall.SCHEDULE_KEY_DELETION,
                keyId,
                () -> checkWindow(pendingWindowInDays),
                record -> {
                    if (record.deletionProtection() != null) {
                        throw KmsErrors.deletionProtected(new CmkSnapshot(record));
                    }
                    return record.withState(KeyState.PENDING_DELETION, date);
                });
        return date;
    }

    private static void checkWindow(int days) {
        if (days < Limits.MINIMUM_PENDING_WINDOW_DAYS
                || days > Limits.MAXIMUM_PENDING_WINDOW_DAYS) {
            throw KmsErrors.invalid(
                    "PendingWindowInDays is %d, allowed are %d to %d"
                            .formatted(
                                    days,
                                    Limits.MINIMUM_PENDING_WINDOW_DAYS,
                                    Limits.MAXIMUM_PENDING_WINDOW_DAYS));
        }
    }

    /** CancelKeyDeletion; a CMK that has no material goes back to waiting for it. */
    public void cancelDeletion(String keyId) {
        changes.update(
                KmsCall.CANCEL_KEY_DELETION,
                keyId,
                record -> record.withState(stateOnceSpared(record), null));
    }

    private KeyState stateOnceSpared(CmkRecord cmk) {
        boolean empty =
                cmk.origin() == Origin.EXTERNAL
                        && store.material(cmk.keyId(), cmk.primaryVersionId()) == null;
        return empty ? KeyState.PENDING_IMPORT : KeyState.ENABLED;
    }

    /** SetDeletionProtection, on. */
    public void enableDeletionProtection(String keyId, String description) {
        changes.update(
                KmsCall.SET_DELETION_PROTECTION,
                keyId,
                () -> Descriptions.check(description),
                record -> record.withDeletionProtection(description));
    }

    /** SetDeletionProtection, off. */
    public void disableDeletionProtection(String keyId) {
        changes.update(
                KmsCall.SET_DELETION_PROTECTION,
                keyId,
                record -> record.withDeletionProtection(null));
    }

    /** DescribeKeyVersion. */
    public CmkMetadata.KeyVersion describeVersion(String keyIdOrAlias, String versionId) {
        CmkMetadata cmk = describe(keyIdOrAlias);
        return cmk.versions().stream()
                .filter(version -> version.keyVersionId().equals(versionId))
                .findFirst()
                .orElseThrow(() -> KmsErrors.noSuchVersion(cmk.keyId(), versionId));
    }

    /** UpdateRotationPolicy; null switches automatic rotation off. */
    public void updateRotationPolicy(String keyId, @Nullable Duration interval) {
        Duration checked = interval == null ? Duration.ZERO : interval;
        changes.update(
                KmsCall.UPDATE_ROTATION_POLICY,
                keyId,
                () -> {
                    if (interval != null) {
                        Rotations.checked(interval);
                    }
                },
                record -> {
                    Rotations.checkAutomatic(record);
                    return record.withRotationInterval(checked.toSeconds());
                });
        lookup.catchUp(); // a shorter interval may be over already
    }

    /** The chain that a CMK carries as a KeyStore entry. */
    public List<X509Certificate> certificateChain(String keyIdOrAlias) {
        return lookup.byKeyIdOrAlias(keyIdOrAlias).certificateChain();
    }
}
