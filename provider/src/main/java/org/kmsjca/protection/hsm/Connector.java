package org.kmsjca.protection.hsm;

import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;

/** Connects to a token, with pauses between attempts that fail. Belongs to the lock of recovery. */
final class Connector {
    private final SharedModule module;
    private final TokenSettings settings;
    private final Backoff connecting = new Backoff();
    private @Nullable KmsException lastFailure;

    /** Whether the next connection has to prove itself before the module is left as it is. */
    private boolean doubted;

    Connector(SharedModule module, TokenSettings settings) {
        this.module = module;
        this.settings = settings;
    }

    /** A call inside the module's lock. */
    interface Call<T> {
        T run() throws PKCS11Exception;
    }

    void enter() {
        if (!module.enter(settings)) {
            throw TokenErrors.busy(settings);
        }
    }

    <T> T locked(Call<T> call) throws PKCS11Exception {
        enter();
        try {
            return call.run();
        } finally {
            module.leave();
        }
    }

    /**
     * Ends a connection that is lost, and initialises the module anew; where that would end other
     * tokens of it too, only if another connection is not better.
     */
    void doubt(Connection lost, boolean shared) throws PKCS11Exception {
        drop(lost);
        if (shared) {
            doubted = true;
        } else {
            module.change(lost.epoch(), settings);
        }
    }

    /** Connects, and ends the connection before. */
    Connection connect(@Nullable Connection before) {
        if (lastFailure != null && !connecting.isOver()) {
            throw lastFailure;
        }
        try {
            drop(before);
            module.initialize(settings);
            Connection opened = open();
            connecting.helped();
            lastFailure = null;
            doubted = false;
            return opened;
        } catch (PKCS11Exception e) {
            throw remembered(TokenErrors.call(settings, e));
        } catch (KmsException e) {
            throw remembered(e);
        }
    }

    /** Remembers a failure for those who come before the pause is over. */
    KmsException remembered(KmsException failure) {
        if (isAbsence(failure)) {
            connecting.nothingThere();
        } else {
            connecting.didNotHelp();
        }
        lastFailure = failure;
        return failure;
    }

    private static boolean isAbsence(KmsException failure) {
        return failure.code() == KmsErrorCode.SERVICE_UNAVAILABLE_TEMPORARY
                && (failure.getCause() == null
                        || (failure.getCause() instanceof PKCS11Exception e
                                && Ckr.isAbsence(e.getErrorCode())));
    }

    /** Opens a connection; initialises the module anew for a token that came after C_Initialize. */
    private Connection open() throws PKCS11Exception {
        long epoch = module.epoch();
        try {
            Connection opened = locked(() -> Connection.open(module, settings));
            if (!doubted || locked(opened::isWell)) {
                return opened;
            }
            drop(opened);
            module.change(epoch, settings);
        } catch (PKCS11Exception e) {
            if (!module.change(epoch, settings)) {
                throw e;
            }
        } catch (KmsException e) {
            if (e.code() != KmsErrorCode.SERVICE_UNAVAILABLE_TEMPORARY
                    || !module.change(epoch, settings)) {
                throw e;
            }
        }
        return locked(() -> Connection.open(module, settings));
    }

    void drop(@Nullable Connection connection) throws PKCS11Exception {
        if (connection != null) {
            locked(
                    () -> {
                        connection.end();
                        return true;
                    });
        }
    }
}
