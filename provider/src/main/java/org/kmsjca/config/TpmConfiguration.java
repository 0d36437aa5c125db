package org.kmsjca.config;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code tpm.*}.
 *
 * @param device {@code tpm.device} as given; null to look for one
 * @param auth {@code tpm.auth}; null when not set
 * @param pcrs {@code tpm.pcrs} as given, such as {@code sha256:0,2,7}; null when not set
 * @param parent {@code tpm.parent} as given: {@code ecc}, {@code rsa} or a persistent handle; null
 *     when not set
 * @param random {@code tpm.random}: whether the TPM serves random numbers
 * @param counter {@code tpm.counter}: whether a counter of the TPM tells an older copy of the store
 */
public record TpmConfiguration(
        @Nullable String device,
        @Nullable SecretReference auth,
        @Nullable String pcrs,
        @Nullable String parent,
        boolean random,
        boolean counter) {
    private static final Pattern DEVICE = Pattern.compile("/.+|(?:swtpm|mssim):[^:]+:[0-9]{1,5}");
    private static final Pattern PCRS =
            Pattern.compile(
                    "(?:sha1|sha256|sha384|sha512):(?:1?[0-9]|2[0-3])(?:,(?:1?[0-9]|2[0-3]))*");
    private static final Pattern PARENT = Pattern.compile("ecc|rsa|0x81[0-9a-fA-F]{6}");

    static TpmConfiguration read(Settings settings) {
        return new TpmConfiguration(
                settings.optional(
                        "tpm.device",
                        DEVICE,
                        "a device file such as /dev/tpmrm0, swtpm:host:port, mssim:host:port"),
                settings.secret("tpm.auth"),
                settings.optional(
                        "tpm.pcrs",
                        PCRS,
                        "a bank (sha1, sha256, sha384, sha512) and PCRs from 0 to 23, such as"
                                + " sha256:0,2,7"),
                settings.optional(
                        "tpm.parent", PARENT, "ecc, rsa, a persistent handle such as 0x81000001"),
                settings.flag("tpm.random", "true", "false"),
                settings.flag("tpm.counter", "true", "false"));
    }
}
