package org.kmsjca.kms.engine;

import java.lang.ref.Cleaner;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.config.Configuration;
import org.kmsjca.config.RootKind;
import org.kmsjca.crypto.SystemRandom;
import org.kmsjca.kms.root.AskedPassphrase;
import org.kmsjca.kms.root.RootOfTrustFactory;
import org.kmsjca.protection.software.root.tpm.PinAttempts;
import org.kmsjca.protection.software.root.tpm.TpmSecureRandom;

/**
 * The one open engine of a configuration, which all instances with that configuration share: a
 * program may make a provider for each operation, and a process has few file descriptors.
 */
final class SharedEngine {
    /**
     * The only mutable static state of this library. The file descriptors that are to be shared are
     * the process's, and two providers of one program have nothing else in common.
     */
    private static final ConcurrentMap<Configuration, SharedEngine> ALL = new ConcurrentHashMap<>();

    private static final long OPENING_WAIT_SECONDS = 60;

    /** An instance may be collected while its last operation is still running. */
    private static final long GRACE_SECONDS = 10;

    private final Configuration configuration;
    private final PinAttempts attempts = new PinAttempts();
    private final ReentrantLock opening = new ReentrantLock();
    private volatile @Nullable KmsEngine engine;
    private volatile @Nullable SecureRandom tpmRandom;

    /** Of a KMS whose passphrase came as a password; written before the engine is. */
    private volatile @Nullable PasswordVerifier passwordVerifier;

    /** The leases; changed by {@link ConcurrentMap#compute} only. */
    private int users;

    private SharedEngine(Configuration configuration) {
        this.configuration = configuration;
    }

    /** One instance's share of the open engine. */
    static final class Lease implements Runnable {
        private final SharedEngine shared;
        private final AtomicBoolean released = new AtomicBoolean();
        private volatile @Nullable KmsEngine engine;

        private Lease(SharedEngine shared) {
            this.shared = shared;
        }

        /** The engine, when this lease has opened it. */
        @Nullable KmsEngine engine() {
            return engine;
        }

        /**
         * Opens the engine when nobody has.
         *
         * @throws KmsException also when a password opened it and this is not that
         */
        KmsEngine open(char @Nullable [] password) {
            KmsEngine mine = engine;
            if (mine == null) {
                mine = shared.open(password);
                engine = mine;
                if (released.get()) {
                    engine = null;
                    shared.closeIfUnused(); // closed while it was being opened
                }
            } else if (password != null) {
                shared.check(password);
            }
            return mine;
        }

        RootOfTrustFactory roots(@Nullable AskedPassphrase passphrase) {
            return new RootOfTrustFactory(shared.configuration, null, passphrase, shared.attempts);
        }

        SecureRandom tpmRandom() {
            return shared.tpmRandom();
        }

        /** Closes the engine when no other lease is left. */
        void release() {
            if (released.compareAndSet(false, true)) {
                engine = null;
                shared.remove();
            }
        }

        /** For the Cleaner: the instance was not closed, and is gone. */
        @Override
        public void run() {
            if (released.get()) {
                return;
            }
            if (shared.hasOthers()) {
                releaseAbandoned();
            } else {
                // Of ours, and short-lived: a timer of the JDK's would keep our class loader.
                Thread thread = new Thread(this::releaseLater, "kms-close");
                thread.setDaemon(true);
                thread.start();
            }
        }

        private void releaseLater() {
            try {
                Thread.sleep(TimeUnit.SECONDS.toMillis(GRACE_SECONDS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            releaseAbandoned();
        }

        private void releaseAbandoned() {
            try {
                release();
            } catch (LinkageError e) {
                // The class loader is closed; what could be closed without it is.
            }
        }
    }

    /** A share for an instance that closes it, or is collected; nothing is opened yet. */
    static Lease lease(Configuration configuration) {
        SharedEngine shared =
                ALL.compute(
                        configuration,
                        (key, known) -> {
                            SharedEngine joined = known == null ? new SharedEngine(key) : known;
                            joined.users++;
                            return joined;
                        });
        return new Lease(shared);
    }

    private void remove() {
        AtomicBoolean last = new AtomicBoolean();
        ALL.compute(
                configuration,
                (key, known) -> {
                    last.set(--users == 0);
                    // PINs that a TPM refused are remembered for as long as the JVM lives.
                    return last.get() && attempts.areNone() ? null : known;
                });
        if (last.get()) {
            closeIfUnused();
        }
    }

    private void closeIfUnused() {
        lock();
        try {
            if (isUnused()) {
                close();
            }
        } finally {
            opening.unlock();
        }
    }

    private boolean hasOthers() {
        AtomicBoolean others = new AtomicBoolean();
        ALL.computeIfPresent(
                configuration,
                (key, known) -> {
                    others.set(known == this && users > 1);
                    return known;
                });
        return others.get();
    }

    /** Whether nobody came between the last one's leaving and now. */
    private boolean isUnused() {
        AtomicBoolean unused = new AtomicBoolean(true);
        ALL.computeIfPresent(
                configuration,
                (key, known) -> {
                    unused.set(known != this || users == 0);
                    return known;
                });
        return unused.get();
    }

    private void close() {
        KmsEngine open = engine;
        engine = null;
        passwordVerifier = null;
        if (open != null) {
            open.close();
        }
    }

    private KmsEngine open(char @Nullable [] password) {
        lock();
        try {
            KmsEngine open = engine;
            if (open == null) {
                open = openEngine(password);
                engine = open;
            } else if (passwordVerifier != null) {
                check(password == null ? new char[0] : password);
            }
            return open;
        } finally {
            opening.unlock();
        }
    }

    /** Refuses a password that did not open the engine, when one did. */
    private void check(char[] password) {
        PasswordVerifier verifier = passwordVerifier;
        if (verifier != null) {
            verifier.check(password);
        }
    }

    private KmsEngine openEngine(char @Nullable [] password) {
        boolean given =
                password != null && password.length > 0 && configuration.rootPassphrase() == null;
        if (given && configuration.root() == RootKind.AUTO) {
            try {
                return openWith(null);
            } catch (KmsException withoutPassword) {
                // What follows says what is wrong, with the password.
            }
        }
        boolean opens =
                given
                        && (configuration.root() == RootKind.PASSPHRASE
                                || configuration.root() == RootKind.AUTO);
        KmsEngine open = openWith(password);
        passwordVerifier = opens && password != null ? new PasswordVerifier(password) : null;
        return open;
    }

    /** Files and devices of an interrupted thread are closed under it, so the flag waits. */
    private KmsEngine openWith(char @Nullable [] password) {
        boolean interrupted = Thread.interrupted();
        try {
            HomePermissions.mend(configuration);
            return EngineFactory.openWith(
                    configuration,
                    Clock.systemUTC(),
                    new RootOfTrustFactory(configuration, password, attempts),
                    configuration.tpm().random() ? tpmRandom() : SystemRandom.source());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private SecureRandom tpmRandom() {
        SecureRandom known = tpmRandom;
        if (known == null) {
            lock();
            try {
                known = tpmRandom;
                if (known == null) {
                    known =
                            new TpmSecureRandom(
                                    new RootOfTrustFactory(configuration, null, attempts)
                                            .tpmSettings());
                    tpmRandom = known;
                }
            } finally {
                opening.unlock();
            }
        }
        return known;
    }

    private void lock() {
        if (opening.tryLock()) {
            return;
        }
        try {
            if (!opening.tryLock(OPENING_WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw new KmsException(
                        KmsErrorCode.SERVICE_UNAVAILABLE_TEMPORARY,
                        "another thread has been opening the KMS for %s seconds; try again"
                                .formatted(OPENING_WAIT_SECONDS));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KmsException(
                    KmsErrorCode.SERVICE_UNAVAILABLE_TEMPORARY,
                    "interrupted while another thread was opening the KMS",
                    e);
        }
    }

    /** Made when the first engine is wanted, because it has a thread. */
    static final class Abandoned {
        static final Cleaner CLEANER = Cleaner.create();

        private Abandoned() {}
    }
}
