package org.kmsjca.protection.software.root.tpm;

import java.util.Arrays;
import java.util.List;
import javax.crypto.Cipher;
import org.kmsjca.crypto.SystemRandom;
import org.kmsjca.protection.software.root.RootKey;
import tss.tpm.TPM2B_SENSITIVE_DATA;
import tss.tpm.TPMT_PUBLIC;
import tss.tpm.TPMT_SENSITIVE;

/**
 * Seals a root key for a TPM that is somewhere else, of which only the storage key's public area is
 * known: an object for TPM2_Import, made in software (part 1, 23.3).
 */
final class ImportableSeal {
    private static final int AES_BITS = TpmCrypto.AES_KEY * Byte.SIZE;
    private static final int HMAC_BITS = TpmCrypto.DIGEST * Byte.SIZE;

    private ImportableSeal() {}

    static TpmEnvelope seal(RootKey rootKey, StoragePublic parent, ParentKind kind) {
        byte[] clear = rootKey.clearCopy();
        byte[] obfuscation = SystemRandom.bytes(TpmCrypto.DIGEST);
        byte[] sensitive = new byte[0];
        SharedSecret seed = parent.newSecret("DUPLICATE");
        try {
            TPMT_PUBLIC area =
                    Templates.sealed(
                            true, false, false, new byte[0], TpmCrypto.sha256(obfuscation, clear));
            sensitive =
                    TpmCrypto.sized(
                            new TPMT_SENSITIVE(
                                            new byte[0],
                                            obfuscation,
                                            new TPM2B_SENSITIVE_DATA(clear))
                                    .toBytes());
            TpmKeyFile file =
                    new TpmKeyFile(
                            true,
                            List.of(),
                            TpmCrypto.sized(seed.encrypted()),
                            kind.equals(ParentKind.RSA),
                            kind.handle(),
                            TpmCrypto.sized(area.toBytes()),
                            TpmCrypto.sized(
                                    wrapped(seed.clear(), TpmCrypto.name(area), sensitive)));
            return new TpmEnvelope(
                    kind, parent.name(), null, new SealPolicy(null, List.of(), false), file);
        } finally {
            seed.wipe();
            Arrays.fill(clear, (byte) 0);
            Arrays.fill(obfuscation, (byte) 0);
            Arrays.fill(sensitive, (byte) 0);
        }
    }

    private static byte[] wrapped(byte[] seed, byte[] name, byte[] sensitive) {
        byte[] none = new byte[0];
        byte[] symmetric = TpmCrypto.kdfA(seed, "STORAGE", name, none, AES_BITS);
        byte[] integrity = TpmCrypto.kdfA(seed, "INTEGRITY", none, none, HMAC_BITS);
        try {
            byte[] encrypted = TpmCrypto.aesCfb(Cipher.ENCRYPT_MODE, symmetric, sensitive);
            byte[] hmac = TpmCrypto.hmac(integrity, encrypted, name);
            return TpmCrypto.concatenate(TpmCrypto.sized(hmac), encrypted);
        } finally {
            Arrays.fill(symmetric, (byte) 0);
            Arrays.fill(integrity, (byte) 0);
        }
    }
}
