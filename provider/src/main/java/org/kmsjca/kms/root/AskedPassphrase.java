package org.kmsjca.kms.root;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Supplier;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.config.Configuration;
import org.kmsjca.config.RootKind;
import org.kmsjca.kms.StoreAddresses;
import org.kmsjca.store.StoreOpening;

/** The passphrase of {@code root=passphrase} that no setting has: a handler is asked for it. */
public final class AskedPassphrase implements Supplier<char[]> {
    private static final int PAGE = 4096;

    private final CallbackHandler handler;

    /**
     * @param handler gets {@link PasswordCallback}s: one, or two for a new passphrase, which have
     *     to get the same one
     */
    public AskedPassphrase(CallbackHandler handler) {
        this.handler = handler;
    }

    /** Tells whether a passphrase opens the store of the configuration, and no setting has it. */
    public static boolean isNeeded(Configuration configuration) {
        return configuration.root() == RootKind.PASSPHRASE
                && configuration.rootPassphrase() == null;
    }

    /** Asks for the passphrase that opens the store. The caller wipes it. */
    @Override
    public char[] get() {
        return ask(new PasswordCallback("Passphrase of the KMS", false));
    }

    /**
     * Asks for the passphrase of the configuration's store, twice when there is no store yet. The
     * caller wipes it.
     *
     * @throws KmsException with InvalidParameter when the two differ, with Forbidden.NoPermission
     *     when there is no answer
     */
    public char[] of(Configuration configuration) {
        return isNew(configuration) ? fresh() : get();
    }

    /**
     * Asks twice for a passphrase that is to protect the root key from now on. The caller wipes it.
     *
     * @throws KmsException as {@link #of} does
     */
    char[] fresh() {
        PasswordCallback again = new PasswordCallback("Once more", false);
        char[] first = ask(new PasswordCallback("New passphrase of the KMS", false), again);
        char[] second = taken(again);
        boolean equal = Arrays.equals(first, second);
        Arrays.fill(second, '\0');
        if (!equal) {
            Arrays.fill(first, '\0');
            throw new KmsException(
                    KmsErrorCode.INVALID_PARAMETER, "the two passphrases differ; nothing was made");
        }
        return first;
    }

    /** An opening that was refused leaves a file of one page. To ask twice does no harm. */
    private static boolean isNew(Configuration configuration) {
        Path database = configuration.databaseFile();
        if (!configuration.isStoreFile()) {
            return !StoreOpening.isThere(StoreAddresses.of(configuration));
        }
        try {
            return Files.size(database) <= PAGE;
        } catch (IOException e) {
            return true;
        }
    }

    private char[] ask(PasswordCallback... callbacks) {
        try {
            handler.handle(Arrays.copyOf(callbacks, callbacks.length, Callback[].class));
        } catch (IOException | UnsupportedCallbackException e) {
            throw new KmsException(
                    KmsErrorCode.NO_PERMISSION, "the passphrase could not be asked for", e);
        }
        return taken(callbacks[0]);
    }

    private static char[] taken(PasswordCallback callback) {
        char[] answer = callback.getPassword();
        callback.clearPassword();
        if (answer == null || answer.length == 0) {
            throw new KmsException(
                    KmsErrorCode.NO_PERMISSION,
                    "root=passphrase needs the passphrase, and none was given");
        }
        return answer;
    }
}
