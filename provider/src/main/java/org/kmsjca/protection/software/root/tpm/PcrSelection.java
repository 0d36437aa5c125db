package org.kmsjca.protection.software.root.tpm;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tss.tpm.PCR_ReadResponse;
import tss.tpm.TPMS_PCR_SELECTION;
import tss.tpm.TPM_ALG_ID;

/**
 * Platform configuration registers of one bank, such as {@code sha256:0,2,7}.
 *
 * @param bank name of the hash
 * @param indices ascending
 */
record PcrSelection(String bank, List<Integer> indices) {
    private static final Pattern TEXT =
            Pattern.compile("(sha1|sha256|sha384|sha512):([0-9]{1,2}(?:,[0-9]{1,2})*)");
    private static final int REGISTERS = 24;
    private static final Map<String, TPM_ALG_ID> BANKS =
            Map.of(
                    "sha1", TPM_ALG_ID.SHA1,
                    "sha256", TPM_ALG_ID.SHA256,
                    "sha384", TPM_ALG_ID.SHA384,
                    "sha512", TPM_ALG_ID.SHA512);

    /** As in {@code tpm.pcrs}. */
    static PcrSelection parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a PCR selection: " + text);
        }
        List<Integer> indices =
                Arrays.stream(matcher.group(2).split(",", -1))
                        .map(Integer::valueOf)
                        .distinct()
                        .sorted()
                        .toList();
        if (indices.get(indices.size() - 1) >= REGISTERS) {
            throw new IllegalArgumentException("there is no such PCR: " + text);
        }
        return new PcrSelection(matcher.group(1), indices);
    }

    /** The selection of a TPML_PCR_SELECTION with one bank. */
    static PcrSelection of(TPMS_PCR_SELECTION... selections) {
        if (selections.length != 1) {
            throw new IllegalArgumentException("not PCRs of one bank");
        }
        String bank =
                BANKS.entrySet().stream()
                        .filter(known -> known.getValue().toInt() == selections[0].hash.toInt())
                        .map(Map.Entry::getKey)
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("unknown PCR bank"));
        String indices =
                BitSet.valueOf(selections[0].pcrSelect).stream()
                        .mapToObj(Integer::toString)
                        .collect(Collectors.joining(","));
        return parse(bank + ":" + indices);
    }

    TPMS_PCR_SELECTION[] structure() {
        return structure(indices);
    }

    private TPMS_PCR_SELECTION[] structure(List<Integer> some) {
        return new TPMS_PCR_SELECTION[] {
            new TPMS_PCR_SELECTION(
                    Objects.requireNonNull(BANKS.get(bank)),
                    some.stream().mapToInt(Integer::intValue).toArray())
        };
    }

    /** TPML_PCR_SELECTION. */
    byte[] encoded() {
        return TpmCrypto.concatenate(TpmCrypto.uint32(1), structure()[0].toBytes());
    }

    /**
     * The registers' values now.
     *
     * @throws IllegalStateException when the TPM keeps no such bank
     */
    PcrValues read(TpmClient tpm) {
        PcrValues values = PcrValues.none();
        List<Integer> missing = indices;
        while (!missing.isEmpty()) {
            // At most eight come at once; of a bank that is switched off none does.
            PCR_ReadResponse read = tpm.PCR_Read(structure(missing));
            if (read.pcrValues.length == 0) {
                throw new IllegalStateException("the TPM keeps no PCR bank " + bank);
            }
            List<Integer> came = of(read.pcrSelectionOut).indices;
            for (int i = 0; i < came.size(); i++) {
                values = values.with(came.get(i), read.pcrValues[i].buffer);
            }
            missing = missing.stream().filter(index -> !came.contains(index)).toList();
        }
        return values;
    }

    @Override
    public String toString() {
        return bank + ":" + indices.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
}
