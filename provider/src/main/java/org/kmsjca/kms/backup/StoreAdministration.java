package org.kmsjca.kms.backup;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.kmsjca.AuditVerification;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.KmsStore;
import org.kmsjca.StoreAcceptance;
import org.kmsjca.StoreRestoration;
import org.kmsjca.StoreRevision;
import org.kmsjca.StoreStatus;
import org.kmsjca.config.Configuration;
import org.kmsjca.kms.AuditTrail;
import org.kmsjca.kms.AuditedAction;
import org.kmsjca.kms.BackupFile;
import org.kmsjca.kms.StoreAddresses;
import org.kmsjca.kms.root.RootKeyMac;
import org.kmsjca.kms.root.RootKeyUnlock;
import org.kmsjca.kms.root.RootOfTrustFactory;
import org.kmsjca.kms.root.StoreGuard;
import org.kmsjca.protection.software.root.BackupBundle;
import org.kmsjca.protection.software.root.RootKey;
import org.kmsjca.store.AuditEntry;
import org.kmsjca.store.MetadataStore;
import org.kmsjca.store.ScratchDirectory;
import org.kmsjca.store.SqliteAddress;
import org.kmsjca.store.StoreAddress;
import org.kmsjca.store.StoreOpening;

/** Backs up and mends a store's file, without opening the engine. */
public final class StoreAdministration {
    private final Configuration configuration;
    private final RootOfTrustFactory roots;

    public StoreAdministration(Configuration configuration, RootOfTrustFactory roots) {
        this.configuration = configuration;
        this.roots = roots;
    }

    /** See {@link KmsStore#acceptRevision}. */
    public void acceptRevision(Predicate<StoreAcceptance> confirmation) {
        try (MetadataStore store = openStore()) {
            try (RootKey key = new RootKeyUnlock(roots).of(store).key()) {
                boolean isOlder = store.unlockOlder(new RootKeyMac(key));
                var guard = new StoreGuard(configuration, roots);
                if (!isOlder && !guard.refuses(store, key)) {
                    throw new KmsException(
                            KmsErrorCode.INVALID_PARAMETER,
                            ("The store %s is at %s, which is the last that was acknowledged: there"
                                            + " is nothing to accept")
                                    .formatted(store.location(), store.revision()));
                }
                var plan =
                        new StoreAcceptance(
                                store.location(), store.revision(), store.givenUpRevision());
                if (!confirmation.test(plan)) {
                    throw new KmsException(
                            KmsErrorCode.INVALID_PARAMETER,
                            "the store was not accepted, as that was not confirmed");
                }
                guard.accept(store, key, false);
            }
            append(
                    store,
                    AuditTrail.of(store, configuration)
                            .done(AuditedAction.ACCEPT_REVISION, null, null));
        }
    }

    /** See {@link KmsStore#status}. */
    public StoreStatus status() {
        try (MetadataStore store = openStore();
                RootKey key = new RootKeyUnlock(roots).of(store).key()) {
            store.unlock(new RootKeyMac(key), changes -> {});
            return new StoreStatus(
                    store.location(),
                    store.revision(),
                    store.surroundings().programs(),
                    store.surroundings().notification());
        }
    }

    /** See {@link KmsStore#copy}. */
    public StoreRevision copy(String from, String to) {
        return new StoreMove(configuration, roots).run(from, to);
    }

    /** See {@link KmsStore#isPartOfStore}. */
    public boolean isPartOfStore(Path file) {
        return StoreFiles.contains(configuration, file);
    }

    /** See {@link KmsStore#backup}. */
    public StoreRevision backup(KmsStore.BackupTarget target) {
        try (MetadataStore store = openStore();
                RootKey key = new RootKeyUnlock(roots).of(store).key()) {
            store.unlock(new RootKeyMac(key), changes -> {});
            new StoreGuard(configuration, roots).check(store, key);
            AuditTrail audit = AuditTrail.of(store, configuration);
            AuditEntry done = audit.done(AuditedAction.BACKUP_STORE, null, null);
            return audit.recordingRefusal(
                    done,
                    () -> {
                        if (!store.isReadOnly()) {
                            append(store, done);
                        }
                        return copy(store, key, target);
                    });
        }
    }

    /** The audit tells of each backup that may be somewhere, this one's own copy included. */
    private static void append(MetadataStore store, AuditEntry done) {
        store.write(
                transaction -> {
                    transaction.append(done);
                    return done;
                });
    }

    private static StoreRevision copy(
            MetadataStore store, RootKey key, KmsStore.BackupTarget target) {
        try (ScratchDirectory scratch = store.surroundings().scratch("backup")) {
            Path copy = scratch.file("kms.db");
            store.surroundings().copyTo(copy);
            StoreRevision revision = verified(copy, key);
            try (InputStream content = Files.newInputStream(copy)) {
                target.take(content, Files.size(copy));
            }
            return revision;
        } catch (IOException e) {
            throw new KmsException(
                    KmsErrorCode.INTERNAL_FAILURE,
                    "the backup of the store %s could not be written (%s); there is none"
                            .formatted(store.location(), e),
                    e);
        }
    }

    private static StoreRevision verified(Path copy, RootKey key) {
        try (MetadataStore store = StoreOpening.openForReading(copy)) {
            store.unlock(new RootKeyMac(key), changes -> {});
            requireIntact(store);
            return store.revision();
        }
    }

    /** Refuses a store of which anything is not authentic. */
    static void requireIntact(MetadataStore store) {
        List<String> problems = store.check();
        AuditVerification audit = store.verifyAudit();
        if (!problems.isEmpty() || !audit.isIntact()) {
            throw new KmsException(
                    KmsErrorCode.INTERNAL_FAILURE,
                    problems.isEmpty() ? audit.problem().orElse("its audit") : problems.get(0));
        }
    }

    /** See {@link KmsStore#restore(Path, Predicate)}. */
    public StoreRestoration restore(Path backup, Predicate<StoreRestoration> confirmation) {
        return new StoreRestore(configuration, roots, backup).run(confirmation);
    }

    /** See {@link KmsStore#restore(Path, Path, char[], Predicate)}. */
    public StoreRestoration restore(
            Path backup,
            Path rootBackup,
            char[] passphrase,
            Predicate<StoreRestoration> confirmation) {
        try {
            BackupBundle bundle = BackupFile.read(rootBackup);
            return new StoreRestore(configuration, roots, backup)
                    .with(bundle, passphrase)
                    .run(confirmation);
        } finally {
            Arrays.fill(passphrase, '\0');
        }
    }

    private MetadataStore openStore() {
        StoreAddress address = StoreAddresses.of(configuration);
        if (!StoreOpening.isThere(address)) {
            throw new KmsException(
                    KmsErrorCode.UNAVAILABLE, "there is no store " + address.location());
        }
        return StoreOpening.openAsFarAsPossible(address, storeId -> empty(address.location()));
    }

    static MetadataStore openExisting(StoreAddress address) {
        return StoreOpening.openAsFarAsPossible(address, storeId -> empty(address.location()));
    }

    static MetadataStore openToRead(StoreAddress address) {
        return address instanceof SqliteAddress
                ? StoreOpening.openForReading(address.place())
                : openExisting(address);
    }

    static MetadataStore openExisting(Path file) {
        return StoreOpening.open(file, storeId -> empty(file.toString()));
    }

    private static StoreOpening.NewRoot empty(String store) {
        throw new KmsException(KmsErrorCode.UNAVAILABLE, "the store " + store + " is empty");
    }
}
