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
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.kmsjca.Alias;
import org.kmsjca.AliasName;
import org.kmsjca.CmkMetadata;
import org.kmsjca.CmkSpec;
import org.kmsjca.Descriptions;
import org.kmsjca.ImportParameters;
import org.kmsjca.KeyFilter;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyState;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.Origin;
import org.kmsjca.Page;
import org.kmsjca.PageRequest;
import org.kmsjca.ProtectionLevel;
import org.kmsjca.WrappingAlgorithm;
import org.kmsjca.config.ContextEncoding;
import org.kmsjca.protection.KeyMaterial;
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
    private final KeyCreation creation;
    private final DataEncryption encryption;
    private final DataKeys dataKeys;
    private final Caller caller;
    private final KeyImport imports;
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
        this.creation = new KeyCreation(modules, configuredLevel, clock, caller);
        this.lookup =
                new KeyLookup(
                        registry,
                        new DueChanges(store, registry, creation),
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
        KeyCreation.NewCmk made = creation.create(spec);
        return change(
                (draft, transaction) -> {
                    draft.put(made.cmk());
                    made.store(transaction);
                    spec.alias().ifPresent(alias -> bindNew(draft, alias, made.cmk().keyId()));
                    return made.cmk();
                });
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
        change(
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
        change(
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
                    transaction.putMaterial(keyId, version.versionId(), made.protectedMaterial());
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
        change(
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
                    CmkRecord versioned = creation.withFirstVersion(record, material);
                    draft.put(
                            versioned.withMaterial(
                                    record.keyState() == KeyState.PENDING_IMPORT
                                            ? KeyState.ENABLED
                                            : record.keyState(),
                                    expiry,
                                    fingerprint));
                    transaction.putMaterial(
                            keyId,
                            versioned.primaryVersionId(),
                            creation.protect(versioned, material));
                    return draft;
                });
    }

    /** DeleteKeyMaterial; the CMK waits for the same material again. */
    public void deleteKeyMaterial(String keyId) {
        KmsCall call = KmsCall.DELETE_KEY_MATERIAL;
        external(call, keyId);
        change(
                (draft, transaction) -> {
                    CmkRecord record = draft.require(keyId);
                    allow(call, record);
                    draft.put(record.withoutMaterial());
                    transaction.removeMaterial(keyId);
                    return draft;
                });
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

    /** Problems of the store as texts for people; empty when it is sound. */
    public List<String> checkStore() {
        return store.check();
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
