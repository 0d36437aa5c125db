package org.kmsjca.kms.engine;

import java.lang.ref.Cleaner;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KmsException;
import org.kmsjca.config.Configuration;
import org.kmsjca.crypto.SystemRandom;
import org.kmsjca.kms.CmkVersion;
import org.kmsjca.kms.ManagedKey;
import org.kmsjca.kms.backup.StoreAdministration;
import org.kmsjca.kms.root.AskedPassphrase;
import org.kmsjca.kms.root.RootAdministration;
import org.kmsjca.kms.root.RootOfTrustFactory;

/**
 * One configured KMS, opened at its first use; instances with equal configurations share what is
 * open, and what is not closed is given back after its instance is collected. A configuration that
 * cannot be read is remembered and refused at each use, so that making a provider never fails.
 */
public final class KmsInstance implements AutoCloseable {
    private final Supplier<Configuration> configurationSource;
    private final @Nullable AskedPassphrase passphrase;
    private final ReentrantLock leasing = new ReentrantLock();
    private volatile @Nullable Configuration configuration;
    private volatile @Nullable Held held;

    /** The lease, and what gives it back when this is collected. */
    private record Held(SharedEngine.Lease lease, Cleaner.Cleanable cleanable) {}

    private KmsInstance(
            Supplier<Configuration> configurationSource, @Nullable AskedPassphrase passphrase) {
        this.configurationSource = configurationSource;
        this.passphrase = passphrase;
    }

    /** The KMS of a configuration. */
    public static KmsInstance of(Configuration configuration) {
        return new KmsInstance(() -> configuration, null);
    }

    /** The KMS of a configuration whose passphrase is asked for where no setting has it. */
    public static KmsInstance of(Configuration configuration, AskedPassphrase passphrase) {
        return new KmsInstance(() -> configuration, passphrase);
    }

    /** The KMS of a configuration that is read at the first use. */
    public static KmsInstance lazy(Supplier<Configuration> configurationSource) {
        return new KmsInstance(configurationSource, null);
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
        Held mine = held;
        KmsEngine open = mine == null ? null : mine.lease.engine();
        if (open != null) {
            return open;
        }
        if (passphrase == null || !AskedPassphrase.isNeeded(configuration())) {
            return engine(null);
        }
        char[] password = passphrase.of(configuration());
        try {
            return engine(password);
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    /**
     * The engine, opened when it is not yet.
     *
     * @param password the store's passphrase when the configuration names none; else ignored
     * @throws KmsException also when the KMS is open and another password opened it
     */
    public KmsEngine engine(char @Nullable [] password) {
        return lease().open(password);
    }

    /**
     * The key itself, or where its KMS was closed and is open again, the same version there; the
     * key of before when there is none.
     */
    public ManagedKey current(ManagedKey key) {
        if (!key.isClosed()) {
            return key;
        }
        Held mine = held;
        KmsEngine open = mine == null ? null : mine.lease.engine();
        CmkVersion again = open == null ? null : open.lookup().versionOfId(key.versionId());
        return again == null ? key : again;
    }

    private SharedEngine.Lease lease() {
        Held mine = held;
        if (mine == null) {
            Configuration known = configuration();
            leasing.lock();
            try {
                mine = held;
                if (mine == null) {
                    SharedEngine.Lease lease = SharedEngine.lease(known);
                    mine = new Held(lease, SharedEngine.Abandoned.CLEANER.register(this, lease));
                    held = mine;
                }
            } finally {
                leasing.unlock();
            }
        }
        return mine.lease;
    }

    /** The roots of trust of the configuration. */
    private RootOfTrustFactory roots() {
        return lease().roots(passphrase);
    }

    /** Random numbers as keys are made of: the JVM's, with the TPM's where it is configured. */
    public SecureRandom random() {
        return configuration().tpm().random() ? tpmRandom() : SystemRandom.source();
    }

    /** Random numbers of the configured TPM, mixed with the JVM's; one generator for all. */
    public SecureRandom tpmRandom() {
        return lease().tpmRandom();
    }

    /** Changes what protects the root key, without opening the engine. */
    public RootAdministration root() {
        return new RootAdministration(configuration(), roots());
    }

    /** Mends the store's file, without opening the engine. */
    public StoreAdministration store() {
        return new StoreAdministration(configuration(), roots());
    }

    /**
     * Closes the store and forgets unwrapped keys, unless another instance of the same
     * configuration is open; a later use opens it again.
     */
    @Override
    public void close() {
        Held mine;
        leasing.lock();
        try {
            mine = held;
            held = null;
        } finally {
            leasing.unlock();
        }
        if (mine != null) {
            mine.lease.release();
            mine.cleanable.clean();
        }
    }
}
