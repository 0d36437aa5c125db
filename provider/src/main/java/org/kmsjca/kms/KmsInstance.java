package org.kmsjca.kms;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kmsjca.Diagnosis;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.config.Configuration;
import org.kmsjca.config.RootKind;
import org.kmsjca.mechanism.SystemRandom;
import org.kmsjca.protection.software.root.tpm.PinAttempts;
import org.kmsjca.protection.software.root.tpm.TpmSecureRandom;

/**
 * One configured KMS, opened at its first use. A configuration that cannot be read is remembered
 * and refused at each use, so that making a provider never fails.
 */
public final class KmsInstance implements AutoCloseable {
    private static final long OPENING_WAIT_SECONDS = 60;

    private final Supplier<Configuration> configurationSource;
    private final PinAttempts attempts = new PinAttempts();
    private final ReentrantLock opening = new ReentrantLock();
    private volatile @Nullable Configuration configuration;
    private volatile @Nullable KmsEngine engine;
    private volatile @Nullable SecureRandom tpmRandom;

    /** Of a KMS whose passphrase came as a password; written before the engine is. */
    private volatile @Nullable PasswordVerifier passwordVerifier;

    private KmsInstance(Supplier<Configuration> configurationSource) {
        this.configurationSource = configurationSource;
    }

    /** The KMS of a configuration. */
    public static KmsInstance of(Configuration configuration) {
        return new KmsInstance(() -> configuration);
    }

    /** The KMS of a configuration that is read at the first use. */
    public static KmsInstance lazy(Supplier<Configuration> configurationSource) {
        return new KmsInstance(configurationSource);
    }

    /**
     * The configuration.
     *
     * @throws KmsException when it cannot be read
     */
    public Configuration configuration() {
        Configuration known = configuration;
        if (known == null) {
            known = configurationSource.get();
            configuration = known;
        }
        return known;
    }

    /**
     * The engine, opened when it is not yet.
     *
     * @throws KmsException when it cannot be opened; the next call tries again
     */
    public KmsEngine engine() {
        KmsEngine open = engine;
        return open != null ? open : engine(null);
    }

    /**
     * The engine, opened when it is not yet.
     *
     * @param password the store's passphrase when the configuration names none; else ignored
     * @throws KmsException also when the KMS is open and another password opened it
     */
    public KmsEngine engine(char @Nullable [] password) {
        KmsEngine open = engine;
        if (open != null) {
            PasswordVerifier verifier = passwordVerifier;
            if (verifier != null && password != null) {
                verifier.check(password);
            }
            return open;
        }
        lock();
        try {
            open = engine;
            if (open == null) {
                open = openEngine(password);
                boolean opens =
                        configuration().root() == RootKind.PASSPHRASE
                                && configuration().rootPassphrase() == null;
                passwordVerifier =
                        opens && password != null ? new PasswordVerifier(password) : null;
                engine = open;
            }
            return open;
        } finally {
            opening.unlock();
        }
    }

    /** Files and devices of an interrupted thread are closed under it, so the flag waits. */
    private KmsEngine openEngine(char @Nullable [] password) {
        boolean interrupted = Thread.interrupted();
        try {
            HomePermissions.mend(configuration());
            return EngineOpening.openWith(
                    configuration(), Clock.systemUTC(), roots(password), random());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The roots of trust of the configuration. */
    RootChoice roots(char @Nullable [] password) {
        return new RootChoice(configuration(), password, attempts);
    }

    private void lock() {
        if (opening.tryLock()) {
            return;
        }
        try {
            if (!opening.tryLock(OPENING_WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw new KmsException(
                        KmsErrorCode.SERVICE_UNAVAILABLE_TEMPORARY,
                        "another thread has been opening the KMS for "
                                + OPENING_WAIT_SECONDS
                                + " seconds; try again");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KmsException(
                    KmsErrorCode.SERVICE_UNAVAILABLE_TEMPORARY,
                    "interrupted while another thread was opening the KMS",
                    e);
        }
    }

    /** Random numbers of the configured TPM, mixed with the JVM's; one generator for all. */
    public SecureRandom tpmRandom() {
        SecureRandom known = tpmRandom;
        if (known == null) {
            lock();
            try {
                known = tpmRandom;
                if (known == null) {
                    known = new TpmSecureRandom(roots(null).tpmSettings());
                    tpmRandom = known;
                }
            } finally {
                opening.unlock();
            }
        }
        return known;
    }

    /** What keys are generated from. */
    private SecureRandom random() {
        return configuration().tpmRandom() ? tpmRandom() : SystemRandom.source();
    }

    /** Changes what protects the root key, without opening the engine. */
    public RootAdministration root() {
        return new RootAdministration(configuration(), roots(null));
    }

    /** Looks at everything this KMS depends on; what is broken is a finding, nothing is thrown. */
    public Diagnosis diagnose() {
        return new Diagnostics(this).run();
    }

    /** Closes the store and forgets unwrapped keys; a later use opens it again. */
    @Override
    public void close() {
        lock();
        try {
            KmsEngine open = engine;
            engine = null;
            if (open != null) {
                open.close();
            }
        } finally {
            opening.unlock();
        }
    }
}
