package org.kmsjca.kms;

import java.security.InvalidKeyException;
import java.security.Key;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.kmsjca.Alias;
import org.kmsjca.CmkMetadata;
import org.kmsjca.CmkSpec;
import org.kmsjca.Descriptions;
import org.kmsjca.HsmObject;
import org.kmsjca.ImportParameters;
import org.kmsjca.KeyFilter;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyState;
import org.kmsjca.KeyUsage;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.Origin;
import org.kmsjca.Page;
import org.kmsjca.PageRequest;
import org.kmsjca.ProtectionLevel;
import org.kmsjca.Tags;
import org.kmsjca.WrappingAlgorithm;
import org.kmsjca.config.Configuration;
import org.kmsjca.config.DataKeyCaching;
import org.kmsjca.config.EncryptVersion;
import org.kmsjca.protection.SessionWaits;
import org.kmsjca.protection.TokenInventory;
import org.kmsjca.store.CmkRecord;
import org.kmsjca.store.MetadataStore;

/** The KMS of one store: every call of the KMS, and what KeyStores and generators need of it. */
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
    private final Caller caller;
    private final CmkChanges changes;
    private final AliasCalls aliases;
    private final CreationCalls creations;
    private final ImportCalls imports;
    private final TokenKeysOfCmks tokenKeys;
    private final ScheduledChanges due;
    private final Clock clock;
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
        this.caller = Caller.of(configuration.caller());
        this.journal = new IntentLog(store, modules, registry, audit);
        this.creation =
                new KeyCreation(
                        modules, configuration.protection(), clock, caller, journal, operations);
        this.tokenKeys = new TokenKeysOfCmks(store, registry);
        this.adoption = new HsmAdoption(modules, tokenKeys, creation, caller);
        this.due = new ScheduledChanges(store, registry, creation, journal, audit);
        registry.whenDue(due::run);
        this.clock = clock;
        this.lookup =
                new KeyLookup(registry, new ServiceKey(store, registry, creation, caller, audit));
        this.changes =
                new CmkChanges(
                        store,
                        registry,
                        lookup,
                        caller,
                        audit,
                        new QuotaCheck(registry, configuration.quotas()));
        this.aliases = new AliasCalls(changes, audit, lookup);
        this.creations = new CreationCalls(changes, audit, lookup, registry, creation, caller);
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
                            store.file());
        }
    }

    CmkRegistry registry() {
        return registry;
    }

    /** What protects the store, for people. */
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

    /** Who asked for what. */
    public AuditTrail audit() {
        return audit;
    }

    /** Counters of cryptographic operations. */
    public OperationMetrics operations() {
        return operations;
    }

    /** CreateKey. */
    public CmkMetadata createKey(CmkSpec spec) {
        return describeKey(creations.create(spec).keyId());
    }

    /** CreateKey for a generator, which gets the version to use. */
    public CmkVersion createCmk(CmkSpec spec) {
        if (spec.origin() == Origin.EXTERNAL) {
            throw new KmsException(
                    KmsErrorCode.UNSUPPORTED_ORIGIN,
                    "a CMK of Origin EXTERNAL is created without material: use CreateKey (kms key"
                            + " create) and import into it, not a generator");
        }
        CmkRecord record = creations.create(spec);
        return registry.committed(record.keyId(), record.primaryVersionId());
    }

    /** The keys in tokens that are no CMKs. */
    public List<HsmObject> hsmObjects(Optional<String> hsm) {
        registry.refresh();
        return adoption.strangers(hsm);
    }

    /** Makes a CMK of a key that is in a token. */
    public CmkMetadata adoptHsmObject(
            Optional<String> hsm,
            String id,
            Optional<KeySpec> spec,
            Optional<KeyUsage> usage,
            Optional<String> alias) {
        CmkRecord cmk =
                creations.adopt(
                        alias,
                        () ->
                                adoption.adopt(
                                        hsm,
                                        id.toLowerCase(Locale.ROOT),
                                        spec.orElse(null),
                                        usage.orElse(null)));
        return describeKey(cmk.keyId());
    }

    /** A key of the configured protection level that is kept only when a KeyStore stores it. */
    public TransientKey generateTransient(KeySpec keySpec) {
        return creation.generate(keySpec);
    }

    /**
     * Takes in another provider's key, kept only when a KeyStore stores it.
     *
     * @throws InvalidKeyException when it has no encoding, or no KeySpec fits it
     */
    public TransientKey importTransient(Key key) throws InvalidKeyException {
        return creation.importKey(key);
    }

    /** Applies what a KeyStore held back: all of it or nothing. */
    public void commit(List<KeyStoreChange> held) {
        var commit = new KeyStoreCommit(creation, caller, audit, held);
        try {
            changes.changeOr(
                    commit::discard,
                    (draft, transaction) -> {
                        commit.apply(draft, transaction);
                        return draft;
                    });
        } catch (KmsException e) {
            commit.refused(e);
            throw e;
        }
        commit.committed(registry);
    }

    /** DescribeKey. */
    public CmkMetadata describeKey(String keyIdOrAlias) {
        return lookup.byKeyIdOrAlias(keyIdOrAlias).metadata();
    }

    /** ListKeys. */
    public Page<CmkMetadata> listKeys(KeyFilter filter, PageRequest page) {
        return page.of(lookup.all().stream().map(Cmk::metadata).filter(filter::accepts).toList());
    }

    /** UpdateKeyDescription. */
    public void updateKeyDescription(String keyId, String description) {
        changes.update(
                KmsCall.UPDATE_KEY_DESCRIPTION,
                keyId,
                () -> Descriptions.check(description),
                record -> record.withDescription(description));
    }

    /** EnableKey. */
    public void enableKey(String keyId) {
        changes.update(
                KmsCall.ENABLE_KEY, keyId, record -> record.withState(KeyState.ENABLED, null));
    }

    /** DisableKey. */
    public void disableKey(String keyId) {
        changes.update(
                KmsCall.DISABLE_KEY, keyId, record -> record.withState(KeyState.DISABLED, null));
    }

    /** ScheduleKeyDeletion; gives the date. */
    public Instant scheduleKeyDeletion(String keyId, int pendingWindowInDays) {
        Instant date = Deletions.date(creation.now(), pendingWindowInDays);
        changes.update(
                KmsCall.SCHEDULE_KEY_DELETION,
                keyId,
                () -> Deletions.checkWindow(pendingWindowInDays),
                record -> {
                    if (record.deletionProtection() != null) {
                        throw KmsErrors.deletionProtected(new CmkSnapshot(record));
                    }
                    return record.withState(KeyState.PENDING_DELETION, date);
                });
        return date;
    }

    /** CancelKeyDeletion; a CMK that has no material goes back to waiting for it. */
    public void cancelKeyDeletion(String keyId) {
        changes.update(
                KmsCall.CANCEL_KEY_DELETION,
                keyId,
                record -> record.withState(stateOnceSpared(record), null));
    }

    private KeyState stateOnceSpared(CmkRecord cmk) {
        boolean empty =
                cmk.origin() == Origin.EXTERNAL
                        && store.material(cmk.keyId(), cmk.primaryVersionId()) == null;
        return empty ? KeyState.PENDING_IMPORT : KeyState.ENABLED;
    }

    /** SetDeletionProtection, on. */
    public void enableDeletionProtection(String keyId, String description) {
        changes.update(
                KmsCall.SET_DELETION_PROTECTION,
                keyId,
                () -> Descriptions.check(description),
                record -> record.withDeletionProtection(description));
    }

    /** SetDeletionProtection, off. */
    public void disableDeletionProtection(String keyId) {
        changes.update(
                KmsCall.SET_DELETION_PROTECTION,
                keyId,
                record -> record.withDeletionProtection(null));
    }

    /**
     * CreateKeyVersion; of a symmetric CMK the new version is the one that encrypts from now on.
     */
    public CmkMetadata.KeyVersion createKeyVersion(String keyIdOrAlias) {
        return creations.createVersion(keyIdOrAlias);
    }

    /** DescribeKeyVersion. */
    public CmkMetadata.KeyVersion describeKeyVersion(String keyIdOrAlias, String versionId) {
        CmkMetadata cmk = describeKey(keyIdOrAlias);
        return cmk.versions().stream()
                .filter(version -> version.keyVersionId().equals(versionId))
                .findFirst()
                .orElseThrow(() -> KmsErrors.noSuchVersion(cmk.keyId(), versionId));
    }

    /** UpdateRotationPolicy; null switches automatic rotation off. */
    public void updateRotationPolicy(String keyId, @Nullable Duration interval) {
        Duration checked = interval == null ? Duration.ZERO : interval;
        changes.update(
                KmsCall.UPDATE_ROTATION_POLICY,
                keyId,
                () -> {
                    if (interval != null) {
                        Rotations.checked(interval);
                    }
                },
                record -> {
                    Rotations.checkAutomatic(record);
                    return record.withRotationInterval(checked.toSeconds());
                });
        lookup.catchUp(); // a shorter interval may be over already
    }

    /** TagResource. */
    public void tagResource(String keyId, Map<String, String> tags) {
        Map<String, String> copy = new HashMap<>(tags);
        changes.update(
                KmsCall.TAG_RESOURCE,
                keyId,
                () -> Tags.check(copy),
                record -> Tagging.with(record, copy));
    }

    /** UntagResource. */
    public void untagResource(String keyId, Collection<String> tagKeys) {
        changes.update(
                KmsCall.UNTAG_RESOURCE,
                keyId,
                () -> tagKeys.forEach(Tags::checkKey),
                record -> Tagging.without(record, tagKeys));
    }

    /** ListResourceTags. */
    public Map<String, String> listResourceTags(String keyId) {
        return lookup.byKeyId(KmsCall.LIST_RESOURCE_TAGS, keyId).metadata().tags();
    }

    /** GetParametersForImport. */
    public ImportParameters getParametersForImport(
            String keyId, KeySpec wrappingKeySpec, WrappingAlgorithm algorithm) {
        return imports.parameters(keyId, wrappingKeySpec, algorithm);
    }

    /** ImportKeyMaterial; null for material that does not expire. */
    public void importKeyMaterial(
            String keyId, byte[] encrypted, byte[] importToken, @Nullable Instant expireTime) {
        imports.importMaterial(keyId, encrypted, importToken, expireTime);
    }

    /** DeleteKeyMaterial; the CMK waits for the same material again. */
    public void deleteKeyMaterial(String keyId) {
        imports.deleteMaterial(keyId);
    }

    /** CreateAlias. */
    public void createAlias(String aliasName, String keyId) {
        aliases.create(aliasName, keyId);
    }

    /** UpdateAlias. */
    public void updateAlias(String aliasName, String keyId) {
        aliases.update(aliasName, keyId);
    }

    /** DeleteAlias. */
    public void deleteAlias(String aliasName) {
        aliases.delete(aliasName);
    }

    /** ListAliases. */
    public Page<Alias> listAliases(PageRequest page) {
        return page.of(lookup.aliases());
    }

    /** ListAliasesByKeyId. */
    public Page<Alias> listAliasesByKeyId(String keyId, PageRequest page) {
        return page.of(lookup.aliases(lookup.byKeyId(KmsCall.LIST_ALIASES_BY_KEY_ID, keyId)));
    }

    /** The chain that a CMK carries as a KeyStore entry. */
    public List<X509Certificate> getCertificateChain(String keyIdOrAlias) {
        return lookup.byKeyIdOrAlias(keyIdOrAlias).certificateChain();
    }

    /** Whether keys can be used and nothing can be changed. */
    boolean isReadOnly() {
        return store.isReadOnly();
    }

    /** Problems of the store as texts for people; empty when it is sound. */
    public List<String> checkStore() {
        return store.check();
    }

    /** Finishes what a crash left of material outside of the store, and looks at the clock. */
    void settle() {
        if (store.isReadOnly()) {
            return;
        }
        journal.settle();
        Instant now = clock.instant();
        if (!store.believes(now) || store.isAheadOf(now)) {
            due.look(now);
        }
    }

    /**
     * Believes the clock of this machine, whatever time the store has seen.
     *
     * @return the time
     */
    public Instant acceptTime() {
        Instant now = clock.instant();
        store.write(
                transaction -> {
                    transaction.append(audit.done(AuditedAction.ACCEPT_TIME, null, null));
                    transaction.accept(now);
                    return now;
                });
        due.accepted(now);
        return now;
    }

    /** What the store does not believe of this machine's clock, for people; null when it does. */
    @Nullable String clockProblem() {
        Instant now = clock.instant();
        return store.believes(now)
                ? null
                : ScheduledChanges.unbelieved(now, store.newestTime().orElse(now));
    }

    /** What the counter of the TPM stands at; empty where there is none. */
    OptionalLong counterValue() {
        return store.counterValue();
    }

    /** The keys of tokens that CMKs stand for. */
    TokenKeysOfCmks tokenKeys() {
        return tokenKeys;
    }

    /** The module that looks after tokens; null when no HSM is configured. */
    @Nullable TokenInventory tokens() {
        return modules.byLevel().get(ProtectionLevel.HSM) instanceof TokenInventory inventory
                ? inventory
                : null;
    }

    /** The version of that id, or null; for handles that an engine of before gave out. */
    @Nullable CmkVersion version(String versionId) {
        lookup.catchUp();
        return registry.byVersionId(versionId);
    }

    /** The software engine in use for each algorithm, for people. */
    Map<String, String> softwareEngines() {
        return modules.software().engines();
    }

    /** The protection levels that this engine serves, for people. */
    String describeModules() {
        return modules.byLevel().keySet().toString();
    }

    /**
     * Closes each part, whatever happens to the others: a web application's class loader may be
     * closed before, and has no class then that was not needed until now.
     */
    @Override
    public void close() {
        registry.close();
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
                store.close();
            }
        }
    }
}
