package org.kmsjca.protection.software.root;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.kmsjca.text.Loggers;

/**
 * A root key under a passphrase (Argon2id, AES-256-GCM), as text for a file: a first line that
 * tells what it is, the store's id, the parameters, the sealed key in Base64.
 *
 * @param storeId of the store that it opens
 */
public record BackupBundle(String storeId, SealedRootKey sealed) {
    private static final String FIRST_LINE = "KMS root key backup 1";
    private static final int LINES = 4;
    private static final int MAXIMUM_LENGTH = 4096;

    /** The text of the file. */
    public String encode() {
        return "%s\n"
                .formatted(
                        String.join(
                                "\n",
                                FIRST_LINE,
                                storeId,
                                sealed.parameters(),
                                Base64.getEncoder().encodeToString(sealed.sealed())));
    }

    /**
     * Reads what {@link #encode} made.
     *
     * @throws IllegalArgumentException when it is something else
     */
    public static BackupBundle decode(byte[] file) {
        if (file.length > MAXIMUM_LENGTH) {
            throw new IllegalArgumentException("it is longer than a backup of a root key");
        }
        List<String> lines = new String(file, StandardCharsets.UTF_8).lines().toList();
        if (lines.size() != LINES || !lines.get(0).equals(FIRST_LINE)) {
            throw new IllegalArgumentException("it does not begin with '" + FIRST_LINE + "'");
        }
        byte[] sealed = Base64.getDecoder().decode(lines.get(3));
        return new BackupBundle(lines.get(1), new SealedRootKey(lines.get(2), sealed));
    }

    /** Seals a root key under a passphrase, which is wiped. */
    public static BackupBundle of(RootKey rootKey, String storeId, char[] passphrase) {
        try {
            var root = new PassphraseRoot(passphrase::clone);
            return new BackupBundle(storeId, root.seal(rootKey, storeId));
        } finally {
            Arrays.fill(passphrase, '\0');
        }
    }

    /**
     * Opens it, also when it was made with what an earlier version took for the passphrase under
     * the POSIX locale; the passphrase is wiped.
     */
    public RootKey open(char[] passphrase) {
        try {
            PassphraseRoot root = new PassphraseRoot(passphrase::clone, true);
            RootKey key = root.unseal(sealed, storeId);
            if (root.opensMangled()) {
                Loggers.kms()
                        .log(
                                System.Logger.Level.WARNING,
                                "this backup had been made under the POSIX locale, with a"
                                        + " passphrase whose characters beyond ASCII were lost: it"
                                        + " opens by any passphrase of the same shape. Make a new"
                                        + " 'kms root backup', and destroy this one");
            }
            return key;
        } finally {
            Arrays.fill(passphrase, '\0');
        }
    }
}
