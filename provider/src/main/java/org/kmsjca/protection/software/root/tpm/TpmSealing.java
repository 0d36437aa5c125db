package org.kmsjca.protection.software.root.tpm;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.kmsjca.protection.software.root.RootKey;

/** Seals a root key by the TPM of one connection. */
final class TpmSealing {
    private final TpmClient tpm;
    private final TpmSettings settings;
    private final TpmErrors refusals;

    TpmSealing(TpmClient tpm, TpmSettings settings, TpmErrors refusals) {
        this.tpm = tpm;
        this.settings = settings;
        this.refusals = refusals;
    }

    TpmEnvelope seal(RootKey rootKey, byte[] authValue, Map<Integer, byte[]> expected) {
        byte[] endorsement = TpmOpening.endorsementName(tpm);
        StorageKey parent = parent();
        SealPolicy policy = policy(settings.pin() != null, expected);
        byte[] clear = rootKey.clearCopy();
        try {
            TpmKeyFile sealed = SealedObject.create(tpm, parent, policy, authValue, clear);
            return new TpmEnvelope(parent.kind(), parent.name(), endorsement, policy, sealed);
        } finally {
            Arrays.fill(clear, (byte) 0);
        }
    }

    /** The configured parent; without one the primary key on P-256, or else of RSA. */
    StorageKey parent() {
        ParentKind configured = settings.parentKind();
        try {
            return TpmOpening.parent(
                    tpm, configured == null ? ParentKind.ECC : configured, refusals);
        } catch (TpmResponseException e) {
            if (configured != null || !isWithoutEcc(e)) {
                throw e;
            }
            return TpmOpening.parent(tpm, ParentKind.RSA, refusals);
        }
    }

    private static boolean isWithoutEcc(TpmResponseException e) {
        return e.is(ResponseCode.ASYMMETRIC)
                || e.is(ResponseCode.TYPE)
                || e.is(ResponseCode.CURVE)
                || e.is(ResponseCode.VALUE);
    }

    private SealPolicy policy(boolean pin, Map<Integer, byte[]> expected) {
        PcrSelection pcrs = settings.selection();
        if (pcrs == null) {
            if (!expected.isEmpty()) {
                throw refusals.unexpectedValues("tpm.pcrs is not set");
            }
            return new SealPolicy(null, List.of(), pin);
        }
        PcrValues now = TpmOpening.values(tpm, pcrs, refusals);
        if (!now.isReplaceableBy(expected)) {
            throw refusals.unexpectedValues("tpm.pcrs is " + pcrs);
        }
        return new SealPolicy(
                pcrs, expected.isEmpty() ? List.of(now) : List.of(now, now.with(expected)), pin);
    }
}
