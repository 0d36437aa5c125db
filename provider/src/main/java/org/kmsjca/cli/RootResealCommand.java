package org.kmsjca.cli;

import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.kmsjca.Kms;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code kms root reseal}. */
@Command(
        name = "reseal",
        description = {
            "Seals the root key by the TPM anew, to the configured tpm.pcrs as they are now.",
            "Before a planned change of firmware or boot loader give the values to come with"
                    + " --expect: the store then opens in both states. Confirm the change"
                    + " afterwards by kms root reseal without --expect."
        },
        footer = {"  kms root reseal --expect 7=8f3c...", "  kms root reseal"})
final class RootResealCommand extends KmsAction {
    @Option(
            names = "--expect",
            paramLabel = "PCR=HEX",
            description = "Value of a PCR after the planned change. May be repeated.")
    private Map<Integer, String> expected = new TreeMap<>();

    @Override
    Answer run(Kms kms) {
        Map<Integer, byte[]> values = new TreeMap<>();
        expected.forEach((index, hex) -> values.put(index, value(index, hex)));
        kms.root().reseal(values);
        return values.isEmpty()
                ? RootAnswer.after(kms, "sealed to the present state")
                : RootAnswer.after(
                        kms,
                        "sealed to the present and to the expected state of PCRs",
                        "after the change: kms root reseal");
    }

    private static byte[] value(int index, String hex) {
        try {
            return HexFormat.of().parseHex(hex);
        } catch (IllegalArgumentException e) {
            throw new KmsException(
                    KmsErrorCode.INVALID_PARAMETER,
                    "the value of PCR " + index + " is not hexadecimal",
                    e);
        }
    }
}
