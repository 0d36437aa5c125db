package org.kmsjca.kms;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.ProtectionLevel;
import org.kmsjca.config.Configuration;
import org.kmsjca.protection.software.SoftwareModule;
import org.kmsjca.protection.software.root.RootKey;
import org.kmsjca.protection.software.root.RootOfTrust;
import org.kmsjca.protection.software.root.SealedRootKey;
import org.kmsjca.store.MetadataStore;
import org.kmsjca.store.RootEnvelope;

/** Opens an engine: the store, the root of trust that opens it, the modules. */
final class EngineOpening {
    private static final System.Logger LOG = System.getLogger("org.kmsjca");

    private final Configuration configuration;
    private final RootChoice roots;
    private @Nullable RootKey rootKey;
    private @Nullable RootOfTrust root;

    private EngineOpening(Configuration configuration, char @Nullable [] password) {
        this.configuration = configuration;
        this.roots = new RootChoice(configuration, password);
    }

    static KmsEngine open(Configuration configuration, Clock clock, char @Nullable [] password) {
        try {
            return new EngineOpening(configuration, password).open(clock);
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

    private KmsEngine open(Clock clock) {
        Path file = configuration.databaseFile();
        MetadataStore store = MetadataStore.open(file, this::createRoot);
        try {
            RootKey key = rootKey != null ? rootKey : unseal(store);
            RootOfTrust opened = root != null ? root : roots.forNewStore();
            var software = new SoftwareModule(key, configuration.softwareEngine());
            var engine =
                    new KmsEngine(
                            store,
                            new Modules(Map.of(ProtectionLevel.SOFTWARE, software)),
                            configuration.protection(),
                            configuration.softwareCache(),
                            clock,
                            configuration.contextEncoding(),
                            Caller.of(configuration.caller()),
                            opened.description());
            store.unlock(new RowAuthenticator(key), engine.registry()::apply);
            return engine;
        } catch (RuntimeException | Error e) {
            store.close();
            throw e;
        }
    }

    /** Runs inside the transaction that creates the store. */
    private MetadataStore.NewRoot createRoot(String storeId) {
        RootOfTrust chosen = roots.forNewStore();
        byte[] clear = new byte[RootKey.LENGTH];
        try {
            new SecureRandom().nextBytes(clear);
            RootKey key = new RootKey(clear);
            SealedRootKey sealed = chosen.seal(key, storeId);
            roots.adviceForNewStore()
                    .ifPresent(advice -> LOG.log(System.Logger.Level.WARNING, advice));
            rootKey = key;
            root = chosen;
            return new MetadataStore.NewRoot(
                    new RootEnvelope(
                            UUID.randomUUID().toString(),
                            chosen.kind(),
                            sealed.parameters(),
                            sealed.sealed()),
                    new RowAuthenticator(key));
        } finally {
            Arrays.fill(clear, (byte) 0);
        }
    }

    private RootKey unseal(MetadataStore store) {
        List<RootEnvelope> envelopes = store.envelopes();
        for (RootEnvelope envelope : envelopes) {
            RootOfTrust candidate = roots.forEnvelope(envelope.kind());
            if (candidate != null) {
                root = candidate;
                return candidate.unseal(
                        new SealedRootKey(envelope.parameters(), envelope.sealedRootKey()),
                        store.storeId());
            }
        }
        throw new KmsException(
                KmsErrorCode.NO_PERMISSION,
                "the store "
                        + store.file()
                        + " is protected by "
                        + envelopes.stream().map(RootEnvelope::kind).toList()
                        + ", the configuration says root="
                        + roots.setting()
                        + "; set root to what protects it");
    }
}
