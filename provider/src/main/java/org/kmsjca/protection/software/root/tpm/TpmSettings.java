package org.kmsjca.protection.software.root.tpm;

import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;

/**
 * How a TPM is to be used, in the words of the configuration.
 *
 * @param device {@code tpm.device}; null for {@code /dev/tpmrm0}
 * @param pin {@code tpm.auth}: gives a fresh array at each call, which is wiped; null for none
 * @param pcrs {@code tpm.pcrs}, such as {@code sha256:0,2,7}; null for none
 * @param parent {@code tpm.parent}: {@code ecc}, {@code rsa} or a persistent handle; null for ECC,
 *     or RSA where the TPM has no ECC
 * @param patience how long a TPM that is busy is waited for
 */
public record TpmSettings(
        @Nullable String device,
        @Nullable Supplier<char[]> pin,
        @Nullable String pcrs,
        @Nullable String parent,
        Duration patience) {
    /** The kernel's resource manager, which several programs can use at once. */
    public static final String DEFAULT_DEVICE = "/dev/tpmrm0";

    /** The default time to wait for a busy TPM. */
    public static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(10);

    /**
     * The same for a TPM at another address.
     *
     * @throws KmsException when it is none
     */
    public TpmSettings at(String other) {
        try {
            return new TpmSettings(new TpmAddress(other).text(), pin, pcrs, parent, patience);
        } catch (IllegalArgumentException e) {
            throw new KmsException(
                    KmsErrorCode.INVALID_PARAMETER,
                    ("'%s' is no address of a TPM; allowed are a device file such as"
                                    + " /dev/tpmrm0, swtpm:host:port and mssim:host:port")
                            .formatted(other),
                    e);
        }
    }

    TpmAddress address() {
        return new TpmAddress(device == null ? DEFAULT_DEVICE : device);
    }

    @Nullable PcrSelection selection() {
        return pcrs == null ? null : PcrSelection.parse(pcrs);
    }

    @Nullable ParentKind parentKind() {
        return parent == null ? null : new ParentKind(parent);
    }
}
