package org.kmsjca.kms.engine;

import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kmsjca.config.Configuration;
import org.kmsjca.config.DataKeyCaching;
import org.kmsjca.config.EncryptVersion;
import org.kmsjca.kms.AliasCalls;
import org.kmsjca.kms.Arns;
import org.kmsjca.kms.AsymmetricCalls;
import org.kmsjca.kms.AuditTrail;
import org.kmsjca.kms.Caller;
import org.kmsjca.kms.CmkChanges;
import org.kmsjca.kms.CmkRegistry;
import org.kmsjca.kms.CreationCalls;
import org.kmsjca.kms.DataEncryption;
import org.kmsjca.kms.HsmAdoption;
import org.kmsjca.kms.IntentLog;
import org.kmsjca.kms.KeyCalls;
import org.kmsjca.kms.KeyCreation;
import org.kmsjca.kms.KeyLookup;
import org.kmsjca.kms.MacCalls;
import org.kmsjca.kms.MaterialCache;
import org.kmsjca.kms.OperationMetrics;
import org.kmsjca.kms.ProtectionModules;
import org.kmsjca.kms.QuotaCheck;
import org.kmsjca.kms.ScheduledChanges;
import org.kmsjca.kms.ServiceKey;
import org.kmsjca.kms.TagCalls;
import org.kmsjca.kms.TokenKeysOfCmks;
import org.kmsjca.kms.envelope.DataKeyCache;
import org.kmsjca.kms.envelope.DataKeyPairs;
import org.kmsjca.kms.envelope.DataKeys;
import org.kmsjca.kms.envelope.EnvelopeEncryption;
import org.kmsjca.kms.envelope.EnvelopeKeys;
import org.kmsjca.kms.importing.ImportCalls;
import org.kmsjca.kms.importing.KeyImport;
import org.kmsjca.protection.SessionWaits;
import org.kmsjca.store.MetadataStore;

/** The KMS of one store: builds its parts, hands them out and closes them. */
public final class KmsEngine implements AutoCloseable {
    private final MetadataStore store;
    private final ProtectionModules modules;
    private final MaterialCache cache;
    private final CmkRegistry registry;
    private final KeyLookup lookup;
    private final IntentLog journal;
    private final KeyCreation creation;
    private final DataEncryption encryption;
    private final DataKeys dataKeys;
    private final DataKeyPairs dataKeyPairs;
    private final @Nullable DataKeyCache dataKeyCache;
    private final EnvelopeEncryption envelopes;
    private final AsymmetricCalls asymmetric;
    private final MacCalls macs;
    private final AuditTrail audit;
    private final KeyCalls keys;
    private final TagCalls tags;
    private final AliasCalls aliases;
    private final CreationCalls creations;
    private final ImportCalls imports;
    private final TokenKeysOfCmks tokenKeys;
    private final ScheduledChanges due;
    private final HsmAdoption adoption;
    private final OperationMetrics operations;
    private @Nullable JmxRegistration jmx;
    private final String rootDescription;

    /** All parts, opened; the store not yet unlocked. */
    KmsEngine(
            MetadataStore store,
            ProtectionModules modules,
            Configuration configuration,
            Clock clock,
            Supplier<Duration> hostLead,
            SessionWaits sessionWaits,
            String rootDescription) {
        this.store = store;
        this.modules = modules;
        this.audit =
                new AuditTrail(store, clock, configuration.caller(), configuration.callerName());
        this.operations =
                new OperationMetrics(sessionWaits, configuration.auditCrypto() ? audit : null);
        this.cache = new MaterialCache(store, modules, configuration.softwareCache());
        this.registry =
                new CmkRegistry(
                        store,
                        cache,
                        operations,
                        clock,
                        new Arns(configuration.account()),
                        configuration.encryptVersion() == EncryptVersion.NAMED);
        Caller caller = Caller.of(configuration.caller());
        this.journal = new IntentLog(store, modules, registry, audit);
        this.creation =
                new KeyCreation(
                        modules, configuration.protection(), clock, caller, journal, operations);
        this.tokenKeys = new TokenKeysOfCmks(store, registry);
        this.due = new ScheduledChanges(store, registry, creation, journal, audit, clock, hostLead);
        registry.whenDue(due::run);
        this.lookup =
                new KeyLookup(registry, new ServiceKey(store, registry, creation, caller, audit));
        var changes =
                new CmkChanges(
                        store,
                        registry,
                        lookup,
                        caller,
                        audit,
                        new QuotaCheck(registry, configuration.quotas()));
        this.aliases = new AliasCalls(changes, audit, lookup);
        this.creations = new CreationCalls(changes, audit, lookup, registry, creation, caller);
        this.keys = new KeyCalls(changes, lookup, creation, store);
        this.tags = new TagCalls(changes, lookup);
        this.adoption = new HsmAdoption(modules, tokenKeys, creation, creations, lookup, caller);
        this.imports =
                new ImportCalls(
                        changes, audit, lookup, creation, new KeyImport(modules), store, journal);
        this.encryption = new DataEncryption(lookup, registry, configuration.contextEncoding());
        this.dataKeys = new DataKeys(encryption);
        this.dataKeyPairs = new DataKeyPairs(encryption, modules.software().keyPairs());
        this.asymmetric = new AsymmetricCalls(lookup);
        this.macs = new MacCalls(lookup);
        DataKeyCaching caching = configuration.dataKeyCaching();
        this.dataKeyCache = caching == null ? null : new DataKeyCache(caching, clock, operations);
        this.envelopes =
                new EnvelopeEncryption(
                        new EnvelopeKeys(dataKeys, encryption, dataKeyCache), lookup);
        this.rootDescription = rootDescription;
    }

    /** Called once, when the store is unlocked and before anybody has the engine. */
    void showCounters(Configuration configuration) {
        // Programs that start with few modules, as keytool does, have none.
        if (ModuleLayer.boot().findModule("java.management").isPresent()) {
            jmx =
                    JmxRegistration.of(
                            operations,
                            configuration.jmx(),
                            configuration.providerName(),
                            store.location());
        }
    }

    CmkRegistry registry() {
        return registry;
    }

    /** Describes the root of trust of the store, for people. */
    public String rootDescription() {
        return rootDescription;
    }

    /** Names of KeyStore entries and what they stand for. */
    public KeyLookup lookup() {
        return lookup;
    }

    /** Encrypt and Decrypt. */
    public DataEncryption encryption() {
        return encryption;
    }

    /** GenerateDataKey and its relatives. */
    public DataKeys dataKeys() {
        return dataKeys;
    }

    /** GenerateDataKeyPair and its relatives. */
    public DataKeyPairs dataKeyPairs() {
        return dataKeyPairs;
    }

    /** The calls on asymmetric CMKs. */
    public AsymmetricCalls asymmetric() {
        return asymmetric;
    }

    /** GenerateMac and VerifyMac. */
    public MacCalls macs() {
        return macs;
    }

    /** Envelope encryption of data of any length. */
    public EnvelopeEncryption envelopes() {
        return envelopes;
    }

    /** The audit trail. */
    public AuditTrail audit() {
        return audit;
    }

    /** Counters of cryptographic operations. */
    public OperationMetrics operations() {
        return operations;
    }

    /** CreateKey, CreateKeyVersion, and what a KeyStore stores. */
    public CreationCalls creations() {
        return creations;
    }

    /** Keys that a generator made or a program brought, and that a KeyStore may store. */
    public KeyCreation keyCreation() {
        return creation;
    }

    /** The calls that describe a CMK or change its state. */
    public KeyCalls keys() {
        return keys;
    }

    /** The calls on tags. */
    public TagCalls tags() {
        return tags;
    }

    /** The calls on aliases. */
    public AliasCalls aliases() {
        return aliases;
    }

    /** The calls that import key material. */
    public ImportCalls imports() {
        return imports;
    }

    /** The keys in tokens that are no CMKs. */
    public HsmAdoption hsmObjects() {
        return adoption;
    }

    /** The changes that are due by date, and the clock that decides it. */
    public ScheduledChanges scheduledChanges() {
        return due;
    }

    /** The rows of CMKs. */
    public MetadataStore store() {
        return store;
    }

    /** The modules that protect material. */
    public ProtectionModules modules() {
        return modules;
    }

    /** The keys of tokens that CMKs stand for. */
    public TokenKeysOfCmks tokenKeys() {
        return tokenKeys;
    }

    /** Finishes what a crash left of material outside of the store, and compares the clock. */
    void settle() {
        if (!store.isReadOnly()) {
            journal.during(
                    () -> {
                        journal.settle();
                        return store;
                    });
            due.checkClock();
        }
    }

    /**
     * Closes each part, whatever happens to the others: a web application's class loader may be
     * closed before, and has no class then that was not needed until now.
     *
     * <p>Changes under way end before, so that nothing is left half-made. One that does not end in
     * time keeps this program noted as alive, until it ends: others leave alone what it has begun.
     */
    @Override
    public void close() {
        registry.close();
        boolean ended = journal.end();
        try {
            if (jmx != null) {
                jmx.close();
            }
            if (dataKeyCache != null) {
                dataKeyCache.close();
            }
            cache.close();
        } finally {
            try {
                modules.close();
            } finally {
                store.close(ended);
            }
        }
    }
}
