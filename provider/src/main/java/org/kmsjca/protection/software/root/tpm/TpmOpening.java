package org.kmsjca.protection.software.root.tpm;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tss.tpm.TPM_HANDLE;

/** Opens an envelope by the TPM of one connection, and finds out why it does not open. */
final class TpmOpening {
    private final TpmClient tpm;
    private final TpmEnvelope envelope;
    private final TpmErrors refusals;
    private final PinAttempts attempts;

    TpmOpening(TpmClient tpm, TpmEnvelope envelope, TpmErrors refusals, PinAttempts attempts) {
        this.tpm = tpm;
        this.envelope = envelope;
        this.refusals = refusals;
        this.attempts = attempts;
    }

    /** The clear root key, which the caller wipes. */
    byte[] open(byte[] authValue) {
        StorageKey parent = parent(tpm, envelope.parent(), refusals);
        if (!parent.isNamed(envelope.parentName())) {
            throw strange(parent);
        }
        SealPolicy policy = envelope.policy();
        PcrValues now = policy.pcrs() == null ? PcrValues.none() : allowedValues(policy);
        TPM_HANDLE object = load(parent);
        if (policy.pin()) {
            refuseToLockOut();
        }
        try {
            return SealedObject.unseal(tpm, parent, object, policy, now, authValue);
        } catch (TpmResponseException e) {
            if (e.is(ResponseCode.AUTH_FAIL)) {
                attempts.refuse(envelope, authValue);
                throw refusals.wrongPin(DictionaryAttack.read(tpm), e);
            }
            if (e.is(ResponseCode.LOCKOUT)) {
                throw refusals.lockedOut(DictionaryAttack.read(tpm), e);
            }
            if (e.is(ResponseCode.BAD_AUTH)
                    || e.is(ResponseCode.AUTH_UNAVAILABLE)
                    || e.is(ResponseCode.POLICY_FAIL)) {
                throw refusals.wrongAuth(e);
            }
            throw e;
        }
    }

    /** The storage key of that kind in this TPM. */
    static StorageKey parent(TpmClient tpm, ParentKind kind, TpmErrors refusals) {
        try {
            return StorageKey.open(tpm, kind);
        } catch (TpmResponseException e) {
            if (e.is(ResponseCode.BAD_AUTH) || e.is(ResponseCode.AUTH_FAIL)) {
                throw refusals.ownerHasAuth(e);
            }
            if (e.is(ResponseCode.HANDLE)) {
                throw refusals.noPersistentKey(kind, e);
            }
            throw e;
        }
    }

    /** The values of the registers now. */
    static PcrValues values(TpmClient tpm, PcrSelection pcrs, TpmErrors refusals) {
        try {
            return pcrs.read(tpm);
        } catch (IllegalStateException e) {
            throw refusals.noSuchBank(pcrs);
        } catch (TpmResponseException e) {
            throw e.is(ResponseCode.HASH) ? refusals.noSuchBank(pcrs) : e;
        }
    }

    /** Null where the endorsement hierarchy may not be used. */
    static byte @Nullable [] endorsementName(TpmClient tpm) {
        try {
            return StorageKey.endorsementName(tpm);
        } catch (TpmResponseException e) {
            if (TpmConnector.isReset(e)) {
                throw e;
            }
            return null;
        }
    }

    private RuntimeException strange(StorageKey parent) {
        if (envelope.parent().isPersistent()) {
            return refusals.otherPersistentKey(envelope.parent());
        }
        tpm.flushQuietly(parent.handle());
        byte[] endorsement = endorsementName(tpm);
        return endorsement != null && Arrays.equals(endorsement, envelope.endorsementName())
                ? refusals.cleared()
                : refusals.otherTpm();
    }

    /** The state of the registers now, which must be one that the object is sealed to. */
    private PcrValues allowedValues(SealPolicy policy) {
        PcrSelection pcrs = policy.requirePcrs();
        PcrValues now = values(tpm, pcrs, refusals);
        List<Integer> nearest =
                policy.branches().stream()
                        .map(branch -> branch.differences(now))
                        .min(Comparator.comparingInt(List::size))
                        .orElseThrow();
        if (!nearest.isEmpty()) {
            throw refusals.pcrsChanged(pcrs, nearest);
        }
        return now;
    }

    private TPM_HANDLE load(StorageKey parent) {
        try {
            return SealedObject.load(tpm, parent, envelope.keyFile());
        } catch (IllegalArgumentException e) {
            throw refusals.unreadable(e);
        } catch (TpmResponseException e) {
            throw e.is(ResponseCode.INTEGRITY) ? refusals.damaged(e) : e;
        }
    }

    private void refuseToLockOut() {
        DictionaryAttack counted = DictionaryAttack.read(tpm);
        if (counted.isLockedOut()) {
            throw refusals.lockedOut(counted, null);
        }
        if (counted.isLastAttempt()) {
            throw refusals.lastAttempt(counted);
        }
    }
}
