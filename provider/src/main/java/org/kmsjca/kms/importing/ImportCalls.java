package org.kmsjca.kms.importing;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.kmsjca.ImportParameters;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyState;
import org.kmsjca.WrappingAlgorithm;
import org.kmsjca.kms.AuditTrail;
import org.kmsjca.kms.CmkChanges;
import org.kmsjca.kms.CmkSnapshot;
import org.kmsjca.kms.IntentLog;
import org.kmsjca.kms.KeyCreation;
import org.kmsjca.kms.KeyLookup;
import org.kmsjca.kms.KmsCall;
import org.kmsjca.kms.KmsErrors;
import org.kmsjca.kms.MaterialFingerprint;
import org.kmsjca.kms.UnitOfWork;
import org.kmsjca.protection.KeyMaterial;
import org.kmsjca.store.CmkRecord;
import org.kmsjca.store.MetadataStore;

/** GetParametersForImport, ImportKeyMaterial, DeleteKeyMaterial. */
public final class ImportCalls {
    private final CmkChanges changes;
    private final AuditTrail audit;
    private final KeyLookup lookup;
    private final KeyCreation creation;
    private final KeyImport imports;
    private final MetadataStore store;
    private final IntentLog journal;

    public ImportCalls(
            CmkChanges changes,
            AuditTrail audit,
            KeyLookup lookup,
            KeyCreation creation,
            KeyImport imports,
            MetadataStore store,
            IntentLog journal) {
        this.store = store;
        this.journal = journal;
        this.changes = changes;
        this.audit = audit;
        this.lookup = lookup;
        this.creation = creation;
        this.imports = imports;
    }

    /** GetParametersForImport. */
    public ImportParameters parameters(
            String keyIdOrArn, KeySpec wrappingKeySpec, WrappingAlgorithm algorithm) {
        String keyId = lookup.withoutArn(keyIdOrArn);
        KmsCall call = KmsCall.GET_PARAMETERS_FOR_IMPORT;
        return audit.recordingRefusal(
                call,
                keyId,
                null,
                () -> {
                    CmkRecord cmk = external(call, keyId);
                    ImportParameters parameters =
                            imports.parameters(cmk, wrappingKeySpec, algorithm, creation.now());
                    audit.record(call, keyId);
                    return parameters;
                });
    }

    private CmkRecord external(KmsCall call, String keyId) {
        CmkRecord cmk = lookup.byKeyId(call, keyId).snapshot().record();
        changes.allow(call, cmk);
        KeyImport.requireExternal(call, cmk);
        return cmk;
    }

    /** ImportKeyMaterial; null for material that does not expire. */
    public void importMaterial(
            String keyIdOrArn, byte[] encrypted, byte[] importToken, @Nullable Instant expireTime) {
        String keyId = lookup.withoutArn(keyIdOrArn);
        KmsCall call = KmsCall.IMPORT_KEY_MATERIAL;
        audit.recordingRefusal(
                call,
                keyId,
                null,
                () ->
                        journal.during(
                                () ->
                                        importMaterial(
                                                call, keyId, encrypted, importToken, expireTime)));
    }

    private UnitOfWork importMaterial(
            KmsCall call,
            String keyId,
            byte[] encrypted,
            byte[] importToken,
            @Nullable Instant expireTime) {
        CmkRecord before = external(call, keyId);
        Instant expiry = expireTime == null ? null : expireTime.truncatedTo(ChronoUnit.SECONDS);
        if (expiry != null && !expiry.isAfter(creation.now())) {
            throw KmsErrors.invalid("KeyMaterialExpireUnix is in the past: " + expiry);
        }
        KeyMaterial material = imports.open(before, encrypted, importToken, creation.now());
        String fingerprint = MaterialFingerprint.of(material, before.materialFingerprint());
        // In a token the same material is not put beside itself: only its time changes.
        boolean there =
                creation.isOutside(before)
                        && store.material(keyId, before.primaryVersionId()) != null;
        KeyCreation.NewVersion made = there ? null : creation.imported(before, material);
        return changes.changeOr(
                () -> {
                    if (made != null) {
                        creation.discard(made);
                    }
                },
                audit.done(call, keyId, null),
                (unit, transaction) -> {
                    CmkRecord record = unit.require(keyId);
                    changes.allow(call, record);
                    String known = record.materialFingerprint();
                    if (known != null && !known.equals(fingerprint)) {
                        throw KmsErrors.invalidMaterial(
                                new CmkSnapshot(record),
                                "it is not the material that was imported first, which alone this"
                                        + " CMK takes",
                                null);
                    }
                    unit.put(
                            withImported(record, made)
                                    .withMaterial(
                                            record.keyState() == KeyState.PENDING_IMPORT
                                                    ? KeyState.ENABLED
                                                    : record.keyState(),
                                            expiry,
                                            fingerprint));
                    if (made != null) {
                        made.store(transaction);
                    }
                    return unit;
                });
    }

    private static CmkRecord withImported(CmkRecord record, KeyCreation.@Nullable NewVersion made) {
        if (made == null) {
            return record;
        }
        String versionId = made.version().versionId();
        if (record.versions().isEmpty()) {
            return record.withVersion(made.version(), versionId);
        }
        if (!record.primaryVersionId().equals(versionId)) {
            throw KmsErrors.invalidMaterial(
                    new CmkSnapshot(record), "it was imported by somebody else meanwhile", null);
        }
        return record;
    }

    /** DeleteKeyMaterial: the CMK waits for the same material again. */
    public void deleteMaterial(String keyIdOrArn) {
        journal.during(
                () -> {
                    deleteNow(keyIdOrArn);
                    return keyIdOrArn;
                });
    }

    private void deleteNow(String keyIdOrArn) {
        String keyId = lookup.withoutArn(keyIdOrArn);
        KmsCall call = KmsCall.DELETE_KEY_MATERIAL;
        audit.recordingRefusal(
                call,
                keyId,
                null,
                () -> {
                    external(call, keyId);
                    return changes.change(
                            audit.done(call, keyId, null),
                            (unit, transaction) -> {
                                CmkRecord record = unit.require(keyId);
                                changes.allow(call, record);
                                journal.destructions(record).forEach(transaction::put);
                                unit.put(record.withoutMaterial());
                                transaction.removeMaterial(keyId);
                                return unit;
                            });
                });
        journal.settle();
    }
}
