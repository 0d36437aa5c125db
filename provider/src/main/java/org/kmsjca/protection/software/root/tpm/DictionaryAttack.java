package org.kmsjca.protection.software.root.tpm;

import tss.tpm.TPML_TAGGED_TPM_PROPERTY;
import tss.tpm.TPMS_TAGGED_PROPERTY;
import tss.tpm.TPM_CAP;
import tss.tpm.TPM_PT;

/**
 * The state of a TPM's dictionary attack protection; part 1, 19.8.
 *
 * @param failures counted now
 * @param maximum at which it locks out
 * @param recoverySeconds after which it forgets one
 */
record DictionaryAttack(int failures, int maximum, int recoverySeconds) {
    private static final int PROPERTIES = 4;

    static DictionaryAttack read(TpmClient tpm) {
        int[] values = new int[PROPERTIES];
        int first = TPM_PT.LOCKOUT_COUNTER.toInt();
        var read = tpm.GetCapability(TPM_CAP.TPM_PROPERTIES, first, PROPERTIES).capabilityData;
        if (read instanceof TPML_TAGGED_TPM_PROPERTY list) {
            for (TPMS_TAGGED_PROPERTY property : list.tpmProperty) {
                int index = property.property.toInt() - first;
                if (index >= 0 && index < PROPERTIES) {
                    values[index] = property.value;
                }
            }
        }
        return new DictionaryAttack(values[0], values[1], values[2]);
    }

    boolean isLockedOut() {
        return failures >= maximum;
    }

    boolean isLastAttempt() {
        return failures > 0 && failures == maximum - 1;
    }

    @Override
    public String toString() {
        return "%s of %s failures, one forgotten every %s s"
                .formatted(failures, maximum, recoverySeconds);
    }
}
