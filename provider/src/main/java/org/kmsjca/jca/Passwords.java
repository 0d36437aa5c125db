package org.kmsjca.jca;

import java.io.IOException;
import java.security.KeyStore;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import org.jspecify.annotations.Nullable;

/** The password in a KeyStore's protection parameter. */
final class Passwords {
    private Passwords() {}

    /** The password in a fresh array, or null; a callback handler is asked for it. */
    static char @Nullable [] of(KeyStore.@Nullable ProtectionParameter parameter)
            throws IOException {
        if (parameter instanceof KeyStore.PasswordProtection protection) {
            char[] password = protection.getPassword();
            return password == null ? null : password.clone();
        }
        if (!(parameter instanceof KeyStore.CallbackHandlerProtection protection)) {
            return null;
        }
        var callback = new PasswordCallback("Password of the KMS: ", false);
        try {
            protection.getCallbackHandler().handle(new Callback[] {callback});
            char[] answer = callback.getPassword();
            return answer == null ? null : answer.clone();
        } catch (UnsupportedCallbackException e) {
            throw new IOException("the callback handler gives no password", e);
        } finally {
            callback.clearPassword();
        }
    }
}
