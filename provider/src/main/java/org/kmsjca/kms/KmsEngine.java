package org.kmsjca.kms;

import java.security.InvalidKeyException;
import java.security.Key;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.kmsjca.Alias;
import org.kmsjca.AliasName;
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
import org.kmsjca.WrappingAlgorithm;
import org.kmsjca.config.ContextEncoding;
import org.kmsjca.protection.KeyMaterial;
import org.kmsjca.protection.TokenInventory;
import org.kmsjca.store.CmkRecord;
import org.kmsjca.store.MetadataStore;
import org.kmsjca.store.StoreTransaction;
import org.kmsjca.store.VersionRecord;

/** The KMS of one store: every call of the KMS, and what KeyStores and generators need of it. */
public final class KmsEngine implements AutoCloseable {
    private final MetadataStore store;
    private final Modules modules;
    private final MaterialCache cache;
    private final CmkRegistry registry;
    private final KeyLookup lookup;
    private final MaterialJournal journal;
    private final KeyCreation creation;
    private final DataEncryption encryption;
    private final DataKeys dataKeys;
    private final Caller caller;
    private final KeyImport imports;
    private final HsmAdoption adoption;
    private final String rootDescription;

    /** All parts, opened; the store not yet unlocked. */
    KmsEngine(
            MetadataStore store,
            Modules modules,
            ProtectionLevel configuredLevel,
            int openMaterials,
            Clock clock,
            ContextEncoding contextEncoding,
            Caller caller,
            String rootDescription) {
        this.store = store;
        this.modules = modules;
        this.cache = new MaterialCache(store, modules, openMaterials);
        this.registry = new CmkRegistry(store, cache);
        this.caller = caller;
        this.imports = new KeyImport(modules);
        this.journal = new MaterialJournal(store, modules);
        this.creation = new KeyCreation(modules, configuredLevel, clock, caller, journal);
        this.adoption = new HsmAdoption(store, modules, registry, creation, caller);
        this.lookup =
                new KeyLookup(
                        registry,
                        new DueChanges(store, registry, creation, journal),
                        new ServiceKey(store, registry, creation, caller),
                        clock);
        this.encryption = new DataEncryption(lookup, registry, contextEncoding);
        this.dataKeys = new DataKeys(encryption);
        this.rootDescription = rootDescription;
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

    /** CreateKey. */
    public CmkMetadata createKey(CmkSpec spec) {
        return requireCmk(createAndStore(spec).keyId()).metadata();
    }

    /** CreateKey for a generator, which gets the version to use. */
    public CmkVersion createCmk(CmkSpec spec) {
        if (spec.origin() == Origin.EXTERNAL) {
            throw new KmsException(
                    KmsErrorCode.UNSUPPORTED_ORIGIN,
                    "a CMK of Origin EXTERNAL is created without material: use CreateKey (kms key"
                            + " create) and import into it, not a generator");
        }
        CmkRecord record = createAndStore(spec);
        return registry.committed(record.keyId(), record.primaryVersionId());
    }

    private CmkRecord createAndStore(CmkSpec spec) {
        if (caller.ownAlias().isPresent()) {
            throw Refusals.serviceCreates(caller.creator());
        }
        spec.alias().ifPresent(this::refuseTakenAlias);
        return keep(creation.create(spec), spec.alias());
    }

    private CmkRecord keep(KeyCreation.NewCmk made, Optional<String> alias) {
        return changeOr(
                () -> creation.discard(made),
                (draft, transaction) -> {
                    draft.put(made.cmk());
                    made.store(transaction);
                    alias.ifPresent(name -> bindNew(draft, name, made.cmk().keyId()));
                    return made.cmk();
                });
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
        if (caller.ownAlias().isPresent()) {
            throw Refusals.serviceCreates(caller.creator());
        }
        Optional<String> name = alias.map(AliasName::check);
        name.ifPresent(this::refuseTakenAlias);
        KeyCreation.NewCmk adopted =
                adoption.adopt(
                        hsm, id.toLowerCase(Locale.ROOT), spec.orElse(null), usage.orElse(null));
        return requireCmk(keep(adopted, name).keyId()).metadata();
    }

    /** As {@link #change}, and takes back what was made for it when it fails. */
    private <T> T changeOr(Runnable takeBack, BiFunction<Draft, StoreTransaction, T> body) {
        boolean changed = false;
        try {
            T result = change(body);
            changed = true;
            return result;
        } finally {
            if (!changed) {
                takeBack.run();
            }
        }
    }

    /** Refuses before the slow part of a creation; what counts is the check in the transaction. */
    private void refuseTakenAlias(String alias) {
        registry.refresh();
        if (AliasName.isReserved(alias)) {
            throw Refusals.reservedAlias(alias);
        }
        if (registry.byAlias(alias) != null || registry.trusted(alias) != null) {
            throw Refusals.aliasExists(alias);
        }
    }

    private static void bindNew(Draft draft, String alias, String keyId) {
        if (draft.ownerOf(alias) != null || draft.hasCertificate(alias)) {
            throw Refusals.aliasExists(alias);
        }
        draft.bind(alias, keyId);
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
    public void commit(List<KeyStoreChange> changes) {
        var commit = new KeyStoreCommit(creation, caller, changes);
        changeOr(
                commit::discard,
                (draft, transaction) -> {
                    commit.apply(draft, transaction);
                    return draft;
                });
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
        Descriptions.check(description);
        update(
                KmsCall.UPDATE_KEY_DESCRIPTION,
                keyId,
                record -> record.withDescription(description));
    }

    /** EnableKey. */
    public void enableKey(String keyId) {
        update(KmsCall.ENABLE_KEY, keyId, record -> record.withState(KeyState.ENABLED, null));
    }

    /** DisableKey. */
    public void disableKey(String keyId) {
        update(KmsCall.DISABLE_KEY, keyId, record -> record.withState(KeyState.DISABLED, null));
    }

    /** ScheduleKeyDeletion; gives the date. */
    public Instant scheduleKeyDeletion(String keyId, int pendingWindowInDays) {
        Deletions.checkWindow(pendingWindowInDays);
        Instant date = Deletions.date(creation.now(), pendingWindowInDays);
        update(
                KmsCall.SCHEDULE_KEY_DELETION,
                keyId,
                record -> {
                    if (record.deletionProtection() != null) {
                        throw Refusals.deletionProtected(new CmkSnapshot(record));
                    }
                    return record.withState(KeyState.PENDING_DELETION, date);
                });
        return date;
    }

    /** CancelKeyDeletion; a CMK that has no material goes back to waiting for it. */
    public void cancelKeyDeletion(String keyId) {
        KeyLookup.refuseAlias(KmsCall.CANCEL_KEY_DELETION, keyId);
        CmkRecord before = lookup.byKeyId(keyId).snapshot().record();
        boolean empty =
                before.origin() == Origin.EXTERNAL
                        && store.material(keyId, before.primaryVersionId()) == null;
        update(
                KmsCall.CANCEL_KEY_DELETION,
                keyId,
                record ->
                        record.withState(empty ? KeyState.PENDING_IMPORT : KeyState.ENABLED, null));
    }

    /** SetDeletionProtection, on. */
    public void enableDeletionProtection(String keyId, String description) {
        Descriptions.check(description);
        update(
                KmsCall.SET_DELETION_PROTECTION,
                keyId,
                record -> record.withDeletionProtection(description));
    }

    /** SetDeletionProtection, off. */
    public void disableDeletionProtection(String keyId) {
        update(
                KmsCall.SET_DELETION_PROTECTION,
                keyId,
                record -> record.withDeletionProtection(null));
    }

    /**
     * CreateKeyVersion; of a symmetric CMK the new version is the one that encrypts from now on.
     */
    public CmkMetadata.KeyVersion createKeyVersion(String keyId) {
        KmsCall call = KmsCall.CREATE_KEY_VERSION;
        KeyLookup.refuseAlias(call, keyId);
        CmkRecord before = lookup.byKeyId(keyId).snapshot().record();
        allow(call, before);
        Rotations.checkNewVersion(before, creation.now());
        KeyCreation.NewVersion made = creation.version(before);
        VersionRecord version = made.version();
        changeOr(
                () -> creation.discard(made),
                (draft, transaction) -> {
                    CmkRecord record = draft.require(keyId);
                    allow(call, record);
                    Rotations.checkNewVersion(record, creation.now());
                    draft.put(
                            record.withVersion(
                                    version,
                                    record.keySpec().keyType().isSymmetric()
                                            ? version.versionId()
                                            : record.primaryVersionId()));
                    made.store(transaction);
                    return draft;
                });
        return new CmkMetadata.KeyVersion(version.versionId(), version.creationDate());
    }

    /** DescribeKeyVersion. */
    public CmkMetadata.KeyVersion describeKeyVersion(String keyIdOrAlias, String versionId) {
        return describeKey(keyIdOrAlias).versions().stream()
                .filter(version -> version.keyVersionId().equals(versionId))
                .findFirst()
                .orElseThrow(() -> Refusals.noSuchVersion(keyIdOrAlias, versionId));
    }

    /** UpdateRotationPolicy; null switches automatic rotation off. */
    public void updateRotationPolicy(String keyId, @Nullable Duration interval) {
        long seconds = interval == null ? 0 : Rotations.checked(interval);
        update(
                KmsCall.UPDATE_ROTATION_POLICY,
                keyId,
                record -> {
                    Rotations.checkAutomatic(record);
                    return record.withRotationInterval(seconds);
                });
        lookup.catchUp(); // a shorter interval may be over already
    }

    /** GetParametersForImport. */
    public ImportParameters getParametersForImport(
            String keyId, KeySpec wrappingKeySpec, WrappingAlgorithm algorithm) {
        CmkRecord cmk = external(KmsCall.GET_PARAMETERS_FOR_IMPORT, keyId);
        return imports.parameters(cmk, wrappingKeySpec, algorithm, creation.now());
    }

    private CmkRecord external(KmsCall call, String keyId) {
        KeyLookup.refuseAlias(call, keyId);
        CmkRecord cmk = lookup.byKeyId(keyId).snapshot().record();
        allow(call, cmk);
        KeyImport.requireExternal(call, cmk);
        return cmk;
    }

    /** ImportKeyMaterial; null for material that does not expire. */
    public void importKeyMaterial(
            String keyId, byte[] encrypted, byte[] importToken, @Nullable Instant expireTime) {
        KmsCall call = KmsCall.IMPORT_KEY_MATERIAL;
        CmkRecord before = external(call, keyId);
        Instant expiry = expireTime == null ? null : expireTime.truncatedTo(ChronoUnit.SECONDS);
        if (expiry != null && !expiry.isAfter(creation.now())) {
            throw Refusals.invalid("KeyMaterialExpireUnix is in the past: " + expiry);
        }
        KeyMaterial material = imports.open(before, encrypted, importToken, creation.now());
        String fingerprint = MaterialFingerprint.of(material);
        // In a token the same material is not put beside itself: only its time changes.
        boolean there =
                creation.isOutside(before)
                        && store.material(keyId, before.primaryVersionId()) != null;
        KeyCreation.NewVersion made = there ? null : creation.imported(before, material);
        changeOr(
                () -> {
                    if (made != null) {
                        creation.discard(made);
                    }
                },
                (draft, transaction) -> {
                    CmkRecord record = draft.require(keyId);
                    allow(call, record);
                    String known = record.materialFingerprint();
                    if (known != null && !known.equals(fingerprint)) {
                        throw Refusals.invalidMaterial(
                                new CmkSnapshot(record),
                                "it is not the material that was imported first, which alone this"
                                        + " CMK takes",
                                null);
                    }
                    draft.put(
                            withImported(record, made)
                                    .withMaterial(
                                            record.keyState() == KeyState.PENDING_IMPORT
                                                    ? KeyState.ENABLED
                                                    : record.keyState(),
                                            expiry,
                                            fingerprint));
                    if (made != null) {
                        made.store(transaction);
                    }
                    return draft;
                });
    }

    private static CmkRecord withImported(CmkRecord record, KeyCreation.@Nullable NewVersion made) {
        if (made == null) {
            return record;
        }
        String versionId = made.version().versionId();
        if (record.versions().isEmpty()) {
            return record.withVersion(made.version(), versionId);
        }
        if (!record.primaryVersionId().equals(versionId)) {
            throw Refusals.invalidMaterial(
                    new CmkSnapshot(record), "it was imported by somebody else meanwhile", null);
        }
        return record;
    }

    /** DeleteKeyMaterial; the CMK waits for the same material again. */
    public void deleteKeyMaterial(String keyId) {
        KmsCall call = KmsCall.DELETE_KEY_MATERIAL;
        external(call, keyId);
        change(
                (draft, transaction) -> {
                    CmkRecord record = draft.require(keyId);
                    allow(call, record);
                    journal.destructions(record).forEach(transaction::put);
                    draft.put(record.withoutMaterial());
                    transaction.removeMaterial(keyId);
                    return draft;
                });
        journal.settle();
    }

    /** CreateAlias. */
    public void createAlias(String aliasName, String keyId) {
        String alias = newAlias(aliasName);
        KeyLookup.refuseAlias(KmsCall.CREATE_ALIAS, keyId);
        change(
                (draft, transaction) -> {
                    allow(KmsCall.CREATE_ALIAS, draft.require(keyId));
                    bindNew(draft, alias, keyId);
                    return draft;
                });
    }

    /** UpdateAlias. */
    public void updateAlias(String aliasName, String keyId) {
        String alias = newAlias(aliasName);
        KeyLookup.refuseAlias(KmsCall.UPDATE_ALIAS, keyId);
        change(
                (draft, transaction) -> {
                    if (draft.ownerOf(alias) == null) {
                        throw Refusals.noSuchAlias(alias);
                    }
                    allow(KmsCall.UPDATE_ALIAS, draft.require(keyId));
                    draft.bind(alias, keyId);
                    return draft;
                });
    }

    /** DeleteAlias. */
    public void deleteAlias(String aliasName) {
        String alias = newAlias(aliasName);
        change(
                (draft, transaction) -> {
                    if (draft.ownerOf(alias) == null) {
                        throw Refusals.noSuchAlias(alias);
                    }
                    draft.unbind(alias);
                    return draft;
                });
    }

    private static String newAlias(String aliasName) {
        String alias = AliasName.check(aliasName);
        if (AliasName.isReserved(alias)) {
            throw Refusals.reservedAlias(alias);
        }
        return alias;
    }

    /** ListAliases. */
    public Page<Alias> listAliases(PageRequest page) {
        return page.of(lookup.aliases());
    }

    /** ListAliasesByKeyId. */
    public Page<Alias> listAliasesByKeyId(String keyId, PageRequest page) {
        Cmk cmk = requireCmk(keyId);
        return page.of(
                cmk.metadata().aliases().stream()
                        .map(name -> new Alias(AliasName.PREFIX + name, keyId))
                        .toList());
    }

    /** GetPublicKey of the primary version. */
    public PublicKey getPublicKey(String keyIdOrAlias) {
        Cmk cmk = lookup.byKeyIdOrAlias(keyIdOrAlias);
        CmkVersion version = cmk.primaryVersion();
        PublicKey key = version == null ? null : version.publicKey();
        if (key == null) {
            throw Refusals.symmetric(KmsCall.GET_PUBLIC_KEY, cmk.snapshot());
        }
        return key;
    }

    /** GetPublicKey. */
    public PublicKey getPublicKey(String keyIdOrAlias, String versionId) {
        Cmk cmk = lookup.byKeyIdOrAlias(keyIdOrAlias);
        CmkVersion version = cmk.version(versionId);
        if (version == null) {
            throw Refusals.noSuchVersion(cmk.keyId(), versionId);
        }
        PublicKey key = version.publicKey();
        if (key == null) {
            throw Refusals.symmetric(KmsCall.GET_PUBLIC_KEY, cmk.snapshot());
        }
        return key;
    }

    /** The chain that a CMK carries as a KeyStore entry. */
    public List<X509Certificate> getCertificateChain(String keyIdOrAlias) {
        return lookup.byKeyIdOrAlias(keyIdOrAlias).certificateChain();
    }

    private Cmk requireCmk(String keyId) {
        return lookup.byKeyId(keyId);
    }

    private void update(KmsCall call, String keyId, UnaryOperator<CmkRecord> changing) {
        KeyLookup.refuseAlias(call, keyId);
        lookup.byKeyId(keyId); // destroys it first when it is due
        change(
                (draft, transaction) -> {
                    CmkRecord record = draft.require(keyId);
                    allow(call, record);
                    draft.put(changing.apply(record));
                    return draft;
                });
    }

    private void allow(KmsCall call, CmkRecord record) {
        caller.admit(call, record);
        KmsErrorCode refusal = StateTable.refusal(call, record.keyState());
        if (refusal != null) {
            throw Refusals.wrongState(refusal, call, new CmkSnapshot(record));
        }
    }

    private <T> T change(BiFunction<Draft, StoreTransaction, T> body) {
        return store.write(
                transaction -> {
                    Draft draft = new Draft(registry);
                    T result = body.apply(draft, transaction);
                    draft.writeTo(transaction);
                    return result;
                });
    }

    /** Finishes what a crash left of material outside of the store. */
    void settle() {
        journal.settle();
    }

    /** Problems of the store as texts for people; empty when it is sound. */
    public List<String> checkStore() {
        return store.check();
    }

    /** The module that looks after tokens; null when no HSM is configured. */
    @Nullable TokenInventory tokens() {
        return modules.byLevel().get(ProtectionLevel.HSM) instanceof TokenInventory inventory
                ? inventory
                : null;
    }

    /** The protection levels that this engine serves, for people. */
    String describeModules() {
        return modules.byLevel().keySet().toString();
    }

    @Override
    public void close() {
        cache.close();
        modules.close();
        store.close();
    }
}
