package org.kmsjca.kms;

import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.store.AuditEntry;
import org.kmsjca.store.CmkRecord;
import org.kmsjca.store.MetadataStore;
import org.kmsjca.store.StoreTransaction;

/**
 * The one way to change CMKs: in a transaction that decides on the newest state, keeps the quotas,
 * and appends to the audit what it has done.
 */
public final class CmkChanges {
    private final MetadataStore store;
    private final CmkRegistry registry;
    private final KeyLookup lookup;
    private final Caller caller;
    private final AuditTrail audit;
    private final QuotaCheck quotas;

    public CmkChanges(
            MetadataStore store,
            CmkRegistry registry,
            KeyLookup lookup,
            Caller caller,
            AuditTrail audit,
            QuotaCheck quotas) {
        this.store = store;
        this.registry = registry;
        this.lookup = lookup;
        this.caller = caller;
        this.audit = audit;
        this.quotas = quotas;
    }

    /** Whether the caller may do this to the CMK, in its state. */
    public void allow(KmsCall call, CmkRecord record) {
        caller.admit(call, record);
        KmsErrorCode refusal = StateTable.refusal(call, record.keyState());
        if (refusal != null) {
            throw KmsErrors.wrongState(refusal, call, new CmkSnapshot(record));
        }
    }

    /** A call that makes another record of a CMK's. */
    void update(KmsCall call, String keyId, UnaryOperator<CmkRecord> changing) {
        update(call, keyId, () -> {}, changing);
    }

    /** A call that makes another record of a CMK's, after a check of its parameters. */
    void update(
            KmsCall call,
            String keyIdOrArn,
            Runnable parameterCheck,
            UnaryOperator<CmkRecord> changing) {
        String keyId = lookup.withoutArn(keyIdOrArn);
        audit.recordingRefusal(
                call,
                keyId,
                null,
                () -> {
                    parameterCheck.run();
                    lookup.byKeyId(call, keyId); // destroys it first when it is due
                    return change(
                            audit.done(call, keyId, null),
                            (unit, transaction) -> {
                                CmkRecord record = unit.require(keyId);
                                allow(call, record);
                                unit.put(changing.apply(record));
                                return unit;
                            });
                });
    }

    /** Changes CMKs, and records in the same transaction that it was done. */
    public <T> T change(AuditEntry done, BiFunction<UnitOfWork, StoreTransaction, T> body) {
        return change(
                (unit, transaction) -> {
                    T result = body.apply(unit, transaction);
                    transaction.append(done);
                    return result;
                });
    }

    /** As {@link #change}, and takes back what was made for it when it fails. */
    public <T> T changeOr(
            Runnable takeBack, AuditEntry done, BiFunction<UnitOfWork, StoreTransaction, T> body) {
        return changeOr(
                takeBack,
                (unit, transaction) -> {
                    T result = body.apply(unit, transaction);
                    transaction.append(done);
                    return result;
                });
    }

    /** As {@link #change}, and takes back what was made for it when it fails. */
    <T> T changeOr(Runnable takeBack, BiFunction<UnitOfWork, StoreTransaction, T> body) {
        try {
            return change(body);
        } catch (Throwable e) {
            takeBack.run();
            throw e;
        }
    }

    /** Changes CMKs by a body that records itself what it has done. */
    <T> T change(BiFunction<UnitOfWork, StoreTransaction, T> body) {
        return store.write(
                transaction -> {
                    UnitOfWork unit = new UnitOfWork(registry);
                    T result = body.apply(unit, transaction);
                    quotas.check(unit);
                    unit.writeTo(transaction);
                    return result;
                });
    }
}
