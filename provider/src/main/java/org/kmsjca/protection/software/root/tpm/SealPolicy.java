package org.kmsjca.protection.software.root.tpm;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tss.tpm.TPM2B_DIGEST;
import tss.tpm.TPM_CC;

/**
 * What a sealed object is bound to beside its TPM.
 *
 * @param pcrs registers, or null when it is not bound to any
 * @param branches the values that they may have, one set of them at a time; several while a change
 *     is prepared
 * @param pin whether an authValue is asked for that counts against dictionary attack
 */
record SealPolicy(@Nullable PcrSelection pcrs, List<PcrValues> branches, boolean pin) {
    static final int MOST_BRANCHES = 8;

    SealPolicy {
        branches = List.copyOf(branches);
        if ((pcrs == null) != branches.isEmpty() || branches.size() > MOST_BRANCHES) {
            throw new IllegalArgumentException("PCR values do not fit the selection");
        }
    }

    /** The authPolicy of the object, computed as a trial session would; part 1, 19.7. */
    byte[] digest() {
        if (pcrs == null) {
            return new byte[0];
        }
        byte[] digest;
        if (branches.size() == 1) {
            digest = branchDigest(branches.get(0));
        } else {
            byte[] all = new byte[0];
            for (PcrValues branch : branches) {
                all = TpmCrypto.concatenate(all, branchDigest(branch));
            }
            digest = extend(new byte[TpmCrypto.DIGEST], TPM_CC.PolicyOR, all);
        }
        return pin ? extend(digest, TPM_CC.PolicyAuthValue, new byte[0]) : digest;
    }

    private byte[] branchDigest(PcrValues values) {
        return extend(
                new byte[TpmCrypto.DIGEST],
                TPM_CC.PolicyPCR,
                TpmCrypto.concatenate(requirePcrs().encoded(), values.digest()));
    }

    private static byte[] extend(byte[] digest, TPM_CC command, byte[] arguments) {
        return TpmCrypto.sha256(digest, TpmCrypto.uint32(command.toInt()), arguments);
    }

    /** TPML_DIGEST of the branches, as PolicyOR takes them. */
    byte[] encodedBranches() {
        byte[] list = TpmCrypto.uint32(branches.size());
        for (PcrValues branch : branches) {
            list = TpmCrypto.concatenate(list, TpmCrypto.sized(branchDigest(branch)));
        }
        return list;
    }

    /** Fulfils the policy in a session, with the branch that is true now. */
    void fulfil(TpmClient tpm, AuthSession session, PcrValues branch) {
        tpm.PolicyPCR(session.handle(), branch.digest(), requirePcrs().structure());
        if (branches.size() > 1) {
            tpm.PolicyOR(
                    session.handle(),
                    branches.stream()
                            .map(each -> new TPM2B_DIGEST(branchDigest(each)))
                            .toArray(TPM2B_DIGEST[]::new));
        }
        if (pin) {
            tpm.PolicyAuthValue(session.handle());
            session.requireAuthValue();
        }
    }

    PcrSelection requirePcrs() {
        PcrSelection selection = pcrs;
        if (selection == null) {
            throw new IllegalStateException("not bound to PCRs");
        }
        return selection;
    }

    /** Describes what the seal is bound to, for people. */
    String description() {
        String bound = pcrs == null ? "this TPM" : "this TPM, PCRs " + pcrs;
        if (branches.size() > 1) {
            bound += " (" + branches.size() + " states allowed)";
        }
        return pin ? bound + ", PIN" : bound;
    }
}
