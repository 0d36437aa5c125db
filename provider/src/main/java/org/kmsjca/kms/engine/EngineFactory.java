package org.kmsjca.kms.engine;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.config.Configuration;
import org.kmsjca.crypto.SystemRandom;
import org.kmsjca.kms.StoreAddresses;
import org.kmsjca.kms.root.EnvelopeRenewal;
import org.kmsjca.kms.root.HsmModules;
import org.kmsjca.kms.root.RootKeyMac;
import org.kmsjca.kms.root.RootKeyUnlock;
import org.kmsjca.kms.root.RootOfTrustFactory;
import org.kmsjca.kms.root.StoreGuard;
import org.kmsjca.protection.SessionWaits;
import org.kmsjca.protection.software.SoftwareModule;
import org.kmsjca.protection.software.root.RootKey;
import org.kmsjca.protection.software.root.tpm.PinAttempts;
import org.kmsjca.store.MetadataStore;
import org.kmsjca.store.StoreOpening;

/** Opens an engine: the store, the root of trust that opens it, the modules. */
final class EngineFactory {
    private final Configuration configuration;
    private final RootOfTrustFactory roots;
    private final RootKeyUnlock root;
    private final SecureRandom random;

    private EngineFactory(
            Configuration configuration, RootOfTrustFactory roots, SecureRandom random) {
        this.configuration = configuration;
        this.roots = roots;
        this.root = new RootKeyUnlock(roots);
        this.random = random;
    }

    static KmsEngine open(Configuration configuration, Clock clock, char @Nullable [] password) {
        return openWith(
                configuration,
                clock,
                new RootOfTrustFactory(configuration, password, new PinAttempts()),
                SystemRandom.source());
    }

    static KmsEngine openWith(
            Configuration configuration,
            Clock clock,
            RootOfTrustFactory roots,
            SecureRandom random) {
        try {
            return new EngineFactory(configuration, roots, random).open(clock);
        } catch (NoClassDefFoundError e) {
            throw withoutSql(e);
        }
    }

    /** keytool and jarsigner start with few modules, and the class path adds none. */
    private static KmsException withoutSql(NoClassDefFoundError e) {
        if (!String.valueOf(e.getMessage()).startsWith("java/sql/")) {
            throw e;
        }
        return new KmsException(
                KmsErrorCode.INTERNAL_FAILURE,
                "this JVM runs without the module java.sql, which the store needs: start it with"
                        + " --add-modules=java.sql (keytool and jarsigner:"
                        + " -J--add-modules=java.sql), or put the provider on the module path",
                e);
    }

    private KmsEngine open(Clock host) {
        MetadataStore store =
                StoreOpening.openAsFarAsPossible(StoreAddresses.of(configuration), root::create);
        try {
            RootKeyUnlock.OpenRoot opened = root.of(store);
            RootKey key = opened.key();
            var software = new SoftwareModule(key, configuration.softwareEngine(), random);
            var sessionWaits = new SessionWaits();
            Clock clock = store.surroundings().clock(host);
            var engine =
                    new KmsEngine(
                            store,
                            HsmModules.with(software, configuration, key, sessionWaits),
                            configuration,
                            clock,
                            () -> Duration.between(clock.instant(), host.instant()),
                            sessionWaits,
                            opened.description());
            store.unlock(new RootKeyMac(key), engine.registry()::apply);
            new StoreGuard(configuration, roots).check(store, key);

            EnvelopeRenewal renewal = opened.renewal();
            if (renewal != null) {
                renewal.run(store, engine.audit());
            }
            engine.settle();
            engine.showCounters(configuration);
            return engine;
        } catch (RuntimeException | Error e) {
            store.close();
            throw e;
        }
    }
}
