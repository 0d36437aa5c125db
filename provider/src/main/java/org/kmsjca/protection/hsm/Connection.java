package org.kmsjca.protection.hsm;

import iaik.pkcs.pkcs11.wrapper.PKCS11;
import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import java.time.Duration;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/**
 * What holds between two recoveries: one login, and the sessions and object handles that belong to
 * it. Its methods are called inside the module's lock.
 */
final class Connection {
    /** The time that a key generation may take while another waits for its turn. */
    private static final Duration GENERATION = Duration.ofMinutes(1);

    private static final long FLAGS =
            PKCS11Constants.CKF_SERIAL_SESSION | PKCS11Constants.CKF_RW_SESSION;

    private final SharedModule module;
    private final TokenSettings settings;
    private final TokenSlot slot;
    private final long epoch;

    /** Keeps the login: it ends with the last session. */
    private final long pinned;

    private final TokenMechanisms mechanisms;
    private final ObjectHandles handles;
    private final Deque<TokenSession> idle = new ConcurrentLinkedDeque<>();
    private final ReentrantLock keeping = new ReentrantLock();
    private @Nullable TokenSession keeper;
    private volatile boolean ended;

    /** An object was destroyed, and the module gives its handle to two of the next. */
    private volatile boolean disordered;

    private Connection(
            SharedModule module,
            TokenSettings settings,
            TokenSlot slot,
            long epoch,
            long pinned,
            TokenMechanisms mechanisms) {
        this.module = module;
        this.settings = settings;
        this.slot = slot;
        this.epoch = epoch;
        this.pinned = pinned;
        this.mechanisms = mechanisms;
        this.handles = new ObjectHandles(settings);
    }

    /** Finds the token, opens the pinned session and logs in. */
    static Connection open(SharedModule module, TokenSettings settings) throws PKCS11Exception {
        PKCS11 cryptoki = module.cryptoki();
        TokenSlot slot = TokenSlot.find(cryptoki, settings);
        long session = cryptoki.C_OpenSession(slot.id(), FLAGS, null, null);
        try {
            TokenLogin.login(module, session, settings, slot);
            var mechanisms = TokenMechanisms.of(cryptoki, slot, settings);
            return new Connection(module, settings, slot, module.epoch(), session, mechanisms);
        } catch (Throwable e) {
            close(cryptoki, session);
            throw e;
        }
    }

    private static void close(PKCS11 cryptoki, long session) {
        try {
            cryptoki.C_CloseSession(session);
        } catch (PKCS11Exception e) {
            // It is gone, then.
        }
    }

    PKCS11 cryptoki() {
        return module.cryptoki();
    }

    /** The calls of a session that carry data. */
    SessionCalls callsOf(long session) {
        return module.callsOf(session);
    }

    TokenSlot slot() {
        return slot;
    }

    long epoch() {
        return epoch;
    }

    ObjectHandles handles() {
        return handles;
    }

    TokenMechanisms mechanisms() {
        return mechanisms;
    }

    void destroyed() {
        disordered |= ModuleHints.countsHandles(module.library());
    }

    boolean isDisordered() {
        return disordered;
    }

    boolean wantsLogin() {
        return slot.has(PKCS11Constants.CKF_LOGIN_REQUIRED);
    }

    /** Whether handles of this connection still name what they named. */
    boolean isLive() {
        return !ended && module.epoch() == epoch;
    }

    /** A session for one operation. */
    TokenSession take() throws PKCS11Exception {
        TokenSession session = idle.pollFirst();
        if (session == null) {
            session = openSession();
        }
        session.lent();
        return session;
    }

    private TokenSession openSession() throws PKCS11Exception {
        return new TokenSession(this, openHandle());
    }

    long openHandle() throws PKCS11Exception {
        return cryptoki().C_OpenSession(slot.id(), FLAGS, null, null);
    }

    void giveBack(TokenSession session) {
        if (session.isDirty()) {
            discard(session);
            return;
        }
        idle.addFirst(session);
        if (!isLive() && idle.remove(session)) {
            discard(session);
        }
    }

    /** Closes a session; version 2.40 cannot end an operation in another way. */
    void discard(TokenSession session) {
        if (module.epoch() == epoch) {
            close(cryptoki(), session.handle());
        }
    }

    /** Makes session objects, which live as long as the session that they were made in. */
    <T> T keep(TokenWork<T> work) throws PKCS11Exception {
        if (!TokenWait.take(keeping::tryLock, GENERATION, settings)) {
            throw TokenErrors.noSession(settings);
        }
        try {
            TokenSession session = keeper;
            if (session == null) {
                session = openSession();
                keeper = session;
            }
            session.lent();
            return work.run(session);
        } catch (PKCS11Exception e) {
            if (Ckr.isDeadSession(e.getErrorCode())) {
                keeper = null;
            }
            throw e;
        } finally {
            keeping.unlock();
        }
    }

    /** The conditions of a connection. */
    enum Condition {
        WELL,
        LOGGED_OUT,
        LOST
    }

    Condition condition() {
        if (!isLive()) {
            return Condition.LOST;
        }
        try {
            boolean open = isPinnedOpen();
            cryptoki().C_GetTokenInfo(slot.id());
            if (open && !answers()) {
                return Condition.LOST;
            }
            return open ? Condition.WELL : Condition.LOGGED_OUT;
        } catch (PKCS11Exception e) {
            return Condition.LOST;
        }
    }

    /**
     * Whether the token itself does something: there are modules that answer the other questions
     * from memory when the daemon behind them is gone.
     */
    private boolean answers() throws PKCS11Exception {
        if (!slot.has(PKCS11Constants.CKF_RNG)) {
            return true;
        }
        try {
            callsOf(pinned).generateRandom(1);
            return true;
        } catch (PKCS11Exception e) {
            return Ckr.isPermanent(e.getErrorCode())
                    || e.getErrorCode() == PKCS11Constants.CKR_RANDOM_NO_RNG;
        }
    }

    /** Closed sessions of a module that answers are no reason to finalize it for everybody. */
    private boolean isPinnedOpen() throws PKCS11Exception {
        try {
            return TokenLogin.isLoggedIn(cryptoki(), pinned) || !wantsLogin();
        } catch (PKCS11Exception e) {
            if (e.getErrorCode() == PKCS11Constants.CKR_SESSION_HANDLE_INVALID
                    || e.getErrorCode() == PKCS11Constants.CKR_SESSION_CLOSED) {
                return false;
            }
            throw e;
        }
    }

    boolean isWell() {
        return condition() == Condition.WELL;
    }

    /** Closes everything; sessions that are lent are closed when they come back. */
    void end() {
        ended = true;
        if (module.epoch() != epoch) {
            return; // their handles may be another's by now
        }
        for (TokenSession session = idle.poll(); session != null; session = idle.poll()) {
            close(cryptoki(), session.handle());
        }
        TokenSession kept = keeper;
        if (kept != null) {
            close(cryptoki(), kept.handle());
        }
        close(cryptoki(), pinned);
    }
}
