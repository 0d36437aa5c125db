package org.kmsjca.protection.hsm;

import iaik.pkcs.pkcs11.wrapper.CK_C_INITIALIZE_ARGS;
import iaik.pkcs.pkcs11.wrapper.PKCS11;
import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.xipki.pkcs11.wrapper.PKCS11Constants;
import org.xipki.pkcs11.wrapper.PKCS11Module;

/**
 * A PKCS#11 library of this process. There is one for each file whatever the number of providers,
 * because its state is the process's; and it stays initialised when the last of them is closed,
 * because others, such as SunPKCS11, may be using it. Thread-safe.
 */
final class SharedModule {
    private static final ConcurrentMap<Path, SharedModule> LOADED = new ConcurrentHashMap<>();

    private final Path library;

    /** Kept because its finalizer unloads the library. */
    private final PKCS11Module wrapper;

    private final PKCS11 cryptoki;
    private final Optional<ForeignCryptoki> foreign;
    private final @Nullable String parameters;
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final Set<HsmToken> users = ConcurrentHashMap.newKeySet();
    private volatile long epoch;
    private boolean ours;

    private SharedModule(Path library, PKCS11Module wrapper, @Nullable String parameters) {
        this.library = library;
        this.wrapper = wrapper;
        this.cryptoki = wrapper.getPKCS11Module();
        this.foreign = ForeignCryptoki.of(library);
        this.parameters = parameters;
    }

    /** The module in that file, loaded when it is not yet. */
    static SharedModule of(TokenSettings settings) {
        return LOADED.computeIfAbsent(realPath(settings), path -> load(path, settings));
    }

    private static Path realPath(TokenSettings settings) {
        try {
            return settings.library().toRealPath();
        } catch (IOException e) {
            throw TokenErrors.notLoaded(settings, "the file cannot be found", e);
        }
    }

    private static SharedModule load(Path path, TokenSettings settings) {
        WrapperLog.install();
        try {
            return new SharedModule(
                    path,
                    PKCS11Module.getInstance(path.toString()),
                    settings.initializeParameters());
        } catch (IOException e) {
            String reason =
                    e.getMessage() == null
                            ? "it is no PKCS#11 library: C_GetFunctionList is missing"
                            : e.getMessage();
            throw TokenErrors.notLoaded(settings, reason, e);
        } catch (UnsatisfiedLinkError e) {
            throw TokenErrors.notLoaded(
                    settings,
                    "the wrapper's native library could not be unpacked and loaded: set"
                            + " -DPKCS11_TEMP_DIR to a directory that exists and is not mounted"
                            + " noexec",
                    e);
        } catch (RuntimeException e) {
            throw TokenErrors.notLoaded(
                    settings,
                    ("%s; native code may be forbidden: run with"
                                    + " --enable-native-access=ALL-UNNAMED (module path: =ipkcs11wrapper)")
                            .formatted(e.getMessage()),
                    e);
        }
    }

    Path library() {
        return library;
    }

    PKCS11 cryptoki() {
        return cryptoki;
    }

    /** The calls of a session that carry data, without the wrapper where this JVM can. */
    SessionCalls callsOf(long session) {
        SessionCalls wrapped = new WrapperCalls(cryptoki, session);
        return foreign.isPresent() ? new ForeignCalls(foreign.get(), wrapped, session) : wrapped;
    }

    /** Tells whether outputs get a buffer at once, instead of a question for their size. */
    boolean givesBuffers() {
        return foreign.isPresent();
    }

    /** Counts C_Initialize: what was made in one epoch must not be used in another. */
    long epoch() {
        return epoch;
    }

    /** Notes a token that is connected, until it is forgotten by all. */
    void isUsedBy(HsmToken token) {
        users.add(token);
    }

    void isLeftBy(HsmToken token) {
        users.remove(token);
    }

    /** Whether another token of the module is connected, which a change would end. */
    boolean isSharedBeside(HsmToken token) {
        return users.stream().anyMatch(user -> user != token);
    }

    /** Waits until calls are allowed; false when they were not in time. */
    boolean enter(TokenSettings settings) {
        return TokenWait.take(lock.readLock()::tryLock, settings);
    }

    void leave() {
        lock.readLock().unlock();
    }

    /** Initialises the library where nobody has. */
    void initialize(TokenSettings settings) throws PKCS11Exception {
        if (epoch == 0) {
            change(0, settings);
        }
    }

    /**
     * Initialises the library anew, once for all who ask about the same epoch; waits for the calls
     * under way. Where somebody else initialised it, and still holds it, nothing is done.
     *
     * @return whether the epoch is another one now
     */
    boolean change(long observed, TokenSettings settings) throws PKCS11Exception {
        if (!TokenWait.take(lock.writeLock()::tryLock, settings)) {
            return false;
        }
        try {
            if (epoch != observed) {
                return true;
            }
            if (ours) {
                finalizeQuietly();
            }
            if (initialize()) {
                ours = true;
            } else if (epoch != 0) {
                return false;
            }
            epoch = observed + 1;
            return true;
        } finally {
            lock.writeLock().unlock();
        }
    }

    private void finalizeQuietly() {
        try {
            cryptoki.C_Finalize(null);
        } catch (PKCS11Exception e) {
            // Somebody else may have done it.
        }
    }

    /** False when somebody else of this process holds it initialised. */
    private boolean initialize() throws PKCS11Exception {
        var arguments = new CK_C_INITIALIZE_ARGS();
        arguments.flags = PKCS11Constants.CKF_OS_LOCKING_OK;
        arguments.pReserved = parameters;
        try {
            cryptoki.C_Initialize(arguments, true);
            return true;
        } catch (PKCS11Exception e) {
            if (e.getErrorCode() == PKCS11Constants.CKR_CRYPTOKI_ALREADY_INITIALIZED) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public String toString() {
        return wrapper + " (" + library + ")";
    }
}
