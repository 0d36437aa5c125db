package org.kmsjca.protection.hsm;

import iaik.pkcs.pkcs11.wrapper.PKCS11;
import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kmsjca.crypto.JdkProviders;
import org.kmsjca.crypto.SystemRandom;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/**
 * Logs in, and remembers for the whole JVM which PIN a token refused: real tokens lock after a few
 * tries, so the same PIN is never tried twice. PINs are remembered as salted digests.
 */
final class TokenLogin {
    private static final ConcurrentMap<String, TokenLogin> BY_TOKEN = new ConcurrentHashMap<>();
    private static final byte[] SALT = new byte[32];

    static {
        SystemRandom.source().nextBytes(SALT);
    }

    private final ReentrantLock lock = new ReentrantLock();
    private byte @Nullable [] refused;
    private String reason = "";

    private TokenLogin() {}

    /** Logs the user in on that session, unless somebody of this process is. */
    static void login(SharedModule module, long session, TokenSettings settings, TokenSlot slot)
            throws PKCS11Exception {
        if (!slot.has(PKCS11Constants.CKF_LOGIN_REQUIRED)
                || isLoggedIn(module.cryptoki(), session)) {
            return;
        }
        String token = module.library() + " " + slot.serial() + " " + slot.label();
        BY_TOKEN.computeIfAbsent(token, t -> new TokenLogin())
                .login(module.cryptoki(), session, settings, slot);
    }

    /** Whether the state of the session is that of a user. */
    static boolean isLoggedIn(PKCS11 cryptoki, long session) throws PKCS11Exception {
        long state = cryptoki.C_GetSessionInfo(session).state;
        return state == PKCS11Constants.CKS_RO_USER_FUNCTIONS
                || state == PKCS11Constants.CKS_RW_USER_FUNCTIONS;
    }

    private void login(PKCS11 cryptoki, long session, TokenSettings settings, TokenSlot slot)
            throws PKCS11Exception {
        Supplier<char[]> source = settings.pin();
        if (source == null && !slot.has(PKCS11Constants.CKF_PROTECTED_AUTHENTICATION_PATH)) {
            throw TokenErrors.noPin(settings, slot);
        }
        if (!TokenWait.take(lock::tryLock, settings)) {
            throw TokenErrors.busy(settings);
        }
        char[] pin = null;
        try {
            pin = source == null ? null : source.get();
            if (pin != null && pin.length == 0) {
                throw TokenErrors.emptyPin(settings, slot);
            }
            byte[] digest = digest(pin);
            if (Arrays.equals(digest, refused)) {
                throw TokenErrors.pinRefused(settings, slot, reason);
            }
            if (slot.has(
                    PKCS11Constants.CKF_USER_PIN_FINAL_TRY | PKCS11Constants.CKF_USER_PIN_LOCKED)) {
                throw TokenErrors.lastTry(settings, slot);
            }
            tryOnce(cryptoki, session, settings, slot, pin, digest);
        } finally {
            lock.unlock();
            if (pin != null) {
                Arrays.fill(pin, '\0');
            }
        }
    }

    private void tryOnce(
            PKCS11 cryptoki,
            long session,
            TokenSettings settings,
            TokenSlot slot,
            char @Nullable [] pin,
            byte[] digest)
            throws PKCS11Exception {
        try {
            cryptoki.C_Login(session, PKCS11Constants.CKU_USER, pin, true);
            refused = null;
        } catch (PKCS11Exception e) {
            if (Ckr.isPinRefused(e.getErrorCode())) {
                refused = digest;
                reason = Ckr.name(e.getErrorCode());
                throw TokenErrors.pinRefused(settings, slot, reason);
            }
            if (e.getErrorCode() != PKCS11Constants.CKR_USER_ALREADY_LOGGED_IN) {
                throw e;
            }
        }
    }

    private static byte[] digest(char @Nullable [] pin) {
        byte[] bytes = new byte[0];
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256", JdkProviders.sun());
            sha256.update(SALT);
            if (pin != null) {
                bytes = StandardCharsets.UTF_8.encode(CharBuffer.wrap(pin)).array();
                sha256.update(bytes);
            }
            return sha256.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }
}
