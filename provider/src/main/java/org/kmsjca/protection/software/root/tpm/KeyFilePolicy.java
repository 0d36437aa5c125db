package org.kmsjca.protection.software.root.tpm;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tss.TpmBuffer;
import tss.tpm.TPMS_PCR_SELECTION;
import tss.tpm.TPM_CC;

/** The policy of a key file: the commands that fulfil it, in their order. */
final class KeyFilePolicy {
    /** More than a TPM has hash algorithms. */
    private static final int MOST_BANKS = 16;

    private KeyFilePolicy() {}

    static List<TpmKeyFile.PolicyCommand> of(SealPolicy policy) {
        List<TpmKeyFile.PolicyCommand> commands = new ArrayList<>();
        if (policy.pcrs() != null) {
            List<PcrValues> branches = policy.branches();
            // With several states the one that is true now is meant: an empty digest.
            byte[] digest = branches.size() == 1 ? branches.get(0).digest() : new byte[0];
            commands.add(
                    command(
                            TPM_CC.PolicyPCR,
                            TpmCrypto.concatenate(
                                    TpmCrypto.sized(digest), policy.pcrs().encoded())));
            if (branches.size() > 1) {
                commands.add(command(TPM_CC.PolicyOR, policy.encodedBranches()));
            }
            if (policy.pin()) {
                commands.add(command(TPM_CC.PolicyAuthValue, new byte[0]));
            }
        }
        return commands;
    }

    /**
     * The PCRs that a key file of another program is bound to, or null.
     *
     * @throws IllegalArgumentException when its policy is more than PCRs and an authValue
     */
    static @Nullable PcrSelection pcrs(TpmKeyFile file) {
        PcrSelection found = null;
        for (TpmKeyFile.PolicyCommand command : file.policy()) {
            if (command.code() == TPM_CC.PolicyPCR.toInt() && found == null) {
                found = selection(command.parameters());
            } else if (command.code() != TPM_CC.PolicyAuthValue.toInt()) {
                throw new IllegalArgumentException(
                        "its policy has the command 0x%X, and only PCRs and an authValue are"
                                        .formatted(command.code())
                                + " understood");
            }
        }
        return found;
    }

    private static PcrSelection selection(byte[] parameters) {
        TpmBuffer buffer = new TpmBuffer(parameters);
        buffer.readSizedByteBuf();
        requireShortList(parameters, buffer.curPos());
        TPMS_PCR_SELECTION[] selections = buffer.readObjArr(TPMS_PCR_SELECTION.class);
        if (!buffer.isOk() || buffer.curPos() != parameters.length) {
            throw unreadable();
        }
        return PcrSelection.of(
                Arrays.stream(selections)
                        .filter(selection -> !isEmpty(selection))
                        .toArray(TPMS_PCR_SELECTION[]::new));
    }

    /** TSS.Java makes an array of whatever length the bytes name. */
    private static void requireShortList(byte[] parameters, int position) {
        if (parameters.length - position < Integer.BYTES) {
            throw unreadable();
        }
        int count = ByteBuffer.wrap(parameters).getInt(position);
        if (count < 0 || count > MOST_BANKS) {
            throw unreadable();
        }
    }

    private static IllegalArgumentException unreadable() {
        return new IllegalArgumentException("its PolicyPCR cannot be read");
    }

    private static boolean isEmpty(TPMS_PCR_SELECTION selection) {
        for (byte octet : selection.pcrSelect) {
            if (octet != 0) {
                return false;
            }
        }
        return true;
    }

    private static TpmKeyFile.PolicyCommand command(TPM_CC code, byte[] parameters) {
        return new TpmKeyFile.PolicyCommand(code.toInt(), parameters);
    }
}
