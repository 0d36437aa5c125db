package org.kmsjca.protection.software.root;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Supplier;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.crypto.SystemRandom;

/** A root of trust that is a passphrase, stretched by Argon2id (RFC 9106). */
public final class PassphraseRoot implements RootOfTrust {
    /** The value of the setting {@code root}, and the kind of the envelope. */
    public static final String KIND = "passphrase";

    private static final int MEMORY_KIB = 64 * 1024;
    private static final int ITERATIONS = 3;
    private static final int LANES = 1;
    private static final int SALT_LENGTH = 16;
    private static final int MAXIMUM_MEMORY_KIB = 1024 * 1024;
    private static final int MINIMUM_MEMORY_KIB = 19 * 1024;
    private static final int MAXIMUM_ITERATIONS = 10;
    private static final int MAXIMUM_LANES = 8;

    private final Supplier<char[]> passphrase;
    private final Supplier<char[]> newPassphrase;
    private final boolean perhapsMangled;
    private volatile boolean openedMangled;

    /**
     * @param passphrase gives a fresh array at each call, which is wiped after use
     */
    public PassphraseRoot(Supplier<char[]> passphrase) {
        this(passphrase, false);
    }

    /**
     * @param passphrase gives a fresh array at each call, which is wiped after use
     * @param perhapsMangled whether what does not open by the passphrase may have been made with
     *     what an earlier version took for it under the POSIX locale
     */
    public PassphraseRoot(Supplier<char[]> passphrase, boolean perhapsMangled) {
        this(passphrase, passphrase, perhapsMangled);
    }

    /**
     * @param passphrase opens; gives a fresh array at each call, which is wiped after use
     * @param newPassphrase protects from now on, in the same way
     * @param perhapsMangled as above
     */
    public PassphraseRoot(
            Supplier<char[]> passphrase, Supplier<char[]> newPassphrase, boolean perhapsMangled) {
        this.passphrase = passphrase;
        this.newPassphrase = newPassphrase;
        this.perhapsMangled = perhapsMangled;
    }

    /** Whether the last {@code unseal} worked with the mangled passphrase only. */
    public boolean opensMangled() {
        return openedMangled;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public String description() {
        return "passphrase";
    }

    @Override
    public SealedRootKey seal(RootKey rootKey, String storeId) {
        byte[] salt = new byte[SALT_LENGTH];
        SystemRandom.source().nextBytes(salt);
        String parameters =
                String.join(
                        ",",
                        "argon2id",
                        Integer.toString(MEMORY_KIB),
                        Integer.toString(ITERATIONS),
                        Integer.toString(LANES),
                        HexFormat.of().formatHex(salt));
        byte[] key = keyEncryptionKey(parameters, newPassphrase.get());
        return new SealedRootKey(parameters, KeyEncryption.seal(key, rootKey, KIND, storeId));
    }

    @Override
    public RootKey unseal(SealedRootKey sealed, String storeId) {
        openedMangled = false;
        try {
            return unseal(sealed, storeId, passphrase.get());
        } catch (KmsException wrong) {
            RootKey key = unsealMangled(sealed, storeId, wrong);
            openedMangled = true;
            return key;
        }
    }

    private RootKey unsealMangled(SealedRootKey sealed, String storeId, KmsException wrong) {
        char[] mangled = null;
        if (perhapsMangled && wrong.code() == KmsErrorCode.NO_PERMISSION) {
            char[] right = passphrase.get();
            mangled = MangledPassphrase.of(right);
            Arrays.fill(right, '\0');
        }
        if (mangled == null) {
            throw wrong;
        }
        try {
            return unseal(sealed, storeId, mangled);
        } catch (KmsException e) {
            throw wrong;
        }
    }

    private static RootKey unseal(SealedRootKey sealed, String storeId, char[] characters) {
        return KeyEncryption.unseal(
                keyEncryptionKey(sealed.parameters(), characters),
                sealed.sealed(),
                KIND,
                storeId,
                "the passphrase is not the one of this store; see the setting root.passphrase");
    }

    /** The characters are wiped. */
    private static byte[] keyEncryptionKey(String parameters, char[] characters) {
        byte[] secret = {};
        byte[] key = new byte[RootKey.LENGTH];
        try {
            secret = PassphraseBytes.of(characters);
            Argon2Parameters argon2 = parse(parameters);
            refuseTooSmallHeap(argon2.getMemory());
            if (secret.length == 0) {
                throw new KmsException(
                        KmsErrorCode.NO_PERMISSION,
                        "the passphrase of the store is empty; see the setting root.passphrase");
            }
            var generator = new Argon2BytesGenerator();
            generator.init(argon2);
            generator.generateBytes(secret, key);
            return key;
        } finally {
            Arrays.fill(characters, '\0');
            Arrays.fill(secret, (byte) 0);
        }
    }

    /** Its memory is Java heap; running out of it would hit the whole program. */
    private static void refuseTooSmallHeap(int kibibytes) {
        if (Runtime.getRuntime().maxMemory() / 1024 < 2L * kibibytes) {
            throw new KmsException(
                    KmsErrorCode.INTERNAL_FAILURE,
                    "the passphrase needs "
                            + kibibytes / 1024
                            + " MiB of Java heap: start this JVM with -Xmx"
                            + 2 * kibibytes / 1024
                            + "m or more");
        }
    }

    private static Argon2Parameters parse(String parameters) {
        try {
            String[] parts = parameters.split(",", -1);
            if (parts.length != 5 || !parts[0].equals("argon2id")) {
                throw new IllegalArgumentException("not argon2id");
            }
            return new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                    .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                    .withMemoryAsKB(bounded(parts[1], MINIMUM_MEMORY_KIB, MAXIMUM_MEMORY_KIB))
                    .withIterations(bounded(parts[2], 2, MAXIMUM_ITERATIONS))
                    .withParallelism(bounded(parts[3], 1, MAXIMUM_LANES))
                    .withSalt(HexFormat.of().parseHex(parts[4]))
                    .build();
        } catch (IllegalArgumentException e) {
            throw new KmsException(
                    KmsErrorCode.INTERNAL_FAILURE,
                    "the store's passphrase envelope has parameters that this version cannot use:"
                            + " restore a backup: kms store restore FILE",
                    e);
        }
    }

    private static int bounded(String text, int minimum, int maximum) {
        int value = Integer.parseInt(text);
        if (value < minimum || value > maximum) {
            throw new IllegalArgumentException("out of bounds: " + value);
        }
        return value;
    }
}
