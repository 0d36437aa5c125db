package org.kmsjca.kms;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kmsjca.AliasName;
import org.kmsjca.AuditActor;
import org.kmsjca.AuditRecord;
import org.kmsjca.AuditVerification;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.StoredText;
import org.kmsjca.config.Configuration;
import org.kmsjca.store.AuditEntry;
import org.kmsjca.store.MetadataStore;

/**
 * What the audit is told. What was done is appended in the transaction that does it; a refusal,
 * which leaves no transaction, in one of its own.
 */
public final class AuditTrail {
    /** The actor of changes that the KMS makes by itself. */
    private static final String KMS = "kms";

    /** Longer names than any key or alias has, as a refused call may give them, are cut. */
    private static final int LONGEST_NAME = 300;

    private final MetadataStore store;
    private final Clock clock;
    private final String caller;
    private final @Nullable String callerName;
    private volatile @Nullable AuditActor actor;

    /**
     * @param caller the KMS's principal
     * @param callerName a label of the program, null for none
     */
    public AuditTrail(
            MetadataStore store, Clock clock, String caller, @Nullable String callerName) {
        this.store = store;
        this.clock = clock;
        this.caller = caller;
        this.callerName = callerName;
    }

    /** The audit of a store that is opened for administration. */
    public static AuditTrail of(MetadataStore store, Configuration configuration) {
        return new AuditTrail(
                store,
                store.surroundings().clock(Clock.systemUTC()),
                configuration.caller(),
                configuration.callerName());
    }

    private AuditActor actor() {
        AuditActor known = actor;
        if (known == null) {
            known = ProgramIdentity.actor(callerName);
            actor = known;
        }
        return known;
    }

    /** At most so many records behind a sequence number, oldest first. */
    public List<AuditRecord> list(long afterSequence, int limit) {
        if (limit < 1) {
            throw KmsErrors.invalid("the limit is " + limit + ", allowed are 1 and more");
        }
        return store.audit(afterSequence, limit);
    }

    /** Follows the chain to its end. */
    public AuditVerification verify() {
        return store.verifyAudit();
    }

    /** Follows the chain, which must hold a record that was noted before. */
    public AuditVerification verify(long knownSequence, String knownMac) {
        try {
            return store.verifyAudit(knownSequence, knownMac);
        } catch (IllegalArgumentException e) {
            throw KmsErrors.invalid("the MAC of the known record is not hexadecimal");
        }
    }

    /** The record of a call that is done when the transaction at hand is committed. */
    public AuditEntry done(KmsCall call, @Nullable String keyId, @Nullable String alias) {
        return entry(caller, call.toString(), keyId, alias, AuditRecord.OK);
    }

    /** The record of something that no call of the KMS does. */
    public AuditEntry done(AuditedAction action, @Nullable String keyId, @Nullable String alias) {
        String who = action.isOfTheKmsItself() ? KMS : caller;
        return entry(who, action.toString(), keyId, alias, AuditRecord.OK);
    }

    /** Records a call that is done and has changed nothing in the store. */
    public void record(KmsCall call, String keyId) {
        append(done(call, keyId, null));
    }

    /** Records an operation at once, so that its result is not given to anybody before. */
    void operation(KmsCall call, String keyId, String outcome) {
        append(entry(caller, call.toString(), keyId, null, outcome));
    }

    /** Carries out a call that records itself when it is done; a refusal of it is recorded here. */
    public <T> T recordingRefusal(
            KmsCall call, @Nullable String keyId, @Nullable String alias, Supplier<T> body) {
        return recordingRefusal(done(call, keyId, alias), body);
    }

    /**
     * Carries out what records itself when it is done; a refusal of it is recorded here.
     *
     * @param attempted its record as if it had been done
     */
    public <T> T recordingRefusal(AuditEntry attempted, Supplier<T> body) {
        try {
            return body.get();
        } catch (KmsException e) {
            refused(attempted, e);
            throw e;
        }
    }

    /**
     * Records that something was refused; the refusal stands whether this can be written or not.
     *
     * @param attempted its record as if it had been done
     */
    void refused(AuditEntry attempted, KmsException refusal) {
        if (refusal.code() == KmsErrorCode.SERVICE_UNAVAILABLE_TEMPORARY
                || refusal.code() == KmsErrorCode.UNAVAILABLE) {
            return; // it is the store that cannot be written
        }
        AuditEntry entry =
                new AuditEntry(
                        attempted.time(),
                        attempted.caller(),
                        attempted.call(),
                        attempted.keyId(),
                        attempted.alias(),
                        refusal.code().code(),
                        attempted.actor());
        try {
            append(entry);
        } catch (KmsException e) {
            refusal.addSuppressed(e);
        }
    }

    /** Appends in a transaction of its own. */
    private void append(AuditEntry entry) {
        store.write(
                transaction -> {
                    transaction.append(entry);
                    return entry;
                });
    }

    private AuditEntry entry(
            String who,
            String call,
            @Nullable String keyId,
            @Nullable String alias,
            String outcome) {
        return new AuditEntry(
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                who,
                call,
                cut(keyId),
                cut(alias == null ? null : AliasName.withoutPrefix(alias)),
                outcome,
                actor());
    }

    private static @Nullable String cut(@Nullable String name) {
        if (name == null) {
            return null;
        }
        return StoredText.replaced(
                name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME));
    }
}
