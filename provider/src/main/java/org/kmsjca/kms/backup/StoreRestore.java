package org.kmsjca.kms.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.StoreRestoration;
import org.kmsjca.StoreRevision;
import org.kmsjca.config.Configuration;
import org.kmsjca.kms.AuditTrail;
import org.kmsjca.kms.AuditedAction;
import org.kmsjca.kms.StoreAddresses;
import org.kmsjca.kms.root.RootKeyMac;
import org.kmsjca.kms.root.RootKeyUnlock;
import org.kmsjca.kms.root.RootOfTrustFactory;
import org.kmsjca.kms.root.StoreGuard;
import org.kmsjca.protection.software.root.BackupBundle;
import org.kmsjca.protection.software.root.RootKey;
import org.kmsjca.store.MetadataStore;
import org.kmsjca.store.PendingTokenOperation;
import org.kmsjca.store.PostgresAddress;
import org.kmsjca.store.PresentStore;
import org.kmsjca.store.RootEnvelope;
import org.kmsjca.store.StagedStore;
import org.kmsjca.store.StoreAddress;
import org.kmsjca.store.StoreOpening;

/**
 * Puts a backup in the place of a store. The backup is copied, verified and changed in a directory
 * of its own; what is wrong with it is known before anything of the store is touched. Used once.
 */
final class StoreRestore {
    /**
     * How many revisions are skipped where it is not known which ones there were: more than any
     * store has, so that no copy of before passes for a newer one.
     */
    private static final long UNKNOWN_REVISIONS = 1L << 32;

    private final Configuration configuration;
    private final RootOfTrustFactory roots;
    private final Path backup;
    private final Path file;
    private @Nullable BackupBundle rootBackup;
    private char @Nullable [] passphrase;

    StoreRestore(Configuration configuration, RootOfTrustFactory roots, Path backup) {
        this.configuration = configuration;
        this.roots = roots;
        this.backup = backup;
        this.file = configuration.databaseFile();
    }

    /** Takes the root key from its own backup. */
    StoreRestore with(BackupBundle bundle, char[] itsPassphrase) {
        rootBackup = bundle;
        passphrase = itsPassphrase;
        return this;
    }

    StoreRestoration run(Predicate<StoreRestoration> confirmation) {
        requireFile();
        try (StagedStore staged = StagedStore.of(backup, file)) {
            PresentStore present = present(); // before what the plan reads, and what it asks
            StoreRestoration plan = prepare(staged.file(), present, confirmation);
            StoreRestoration done = plan.done(replace(staged, present));
            raiseCounter();
            return done;
        } catch (IOException e) {
            throw new KmsException(
                    KmsErrorCode.INTERNAL_FAILURE,
                    "the backup " + backup + " could not be put in the place of " + file + ": " + e,
                    e);
        }
    }

    /** Looks at the store in a database; a file is looked at, and kept, when it is replaced. */
    private PresentStore present() {
        return StoreAddresses.of(configuration) instanceof PostgresAddress address
                ? PresentStore.at(address)
                : new PresentStore(true, 0, "", List.of());
    }

    private Optional<Path> replace(StagedStore staged, PresentStore present) throws IOException {
        return StoreAddresses.of(configuration) instanceof PostgresAddress address
                ? staged.replace(address, present)
                : staged.replace();
    }

    private void requireFile() {
        if (Files.isDirectory(backup) || Files.notExists(backup)) {
            throw new KmsException(
                    KmsErrorCode.INVALID_PARAMETER,
                    "the backup "
                            + backup
                            + (Files.isDirectory(backup) ? " is a directory" : " is not there")
                            + "; name the file that 'kms store backup' wrote");
        }
    }

    private StoreRestoration prepare(
            Path staged, PresentStore present, Predicate<StoreRestoration> confirmation) {
        try (MetadataStore store = openBackup(staged);
                RootKey key = rootKey(store)) {
            verify(staged, store, key);
            StoreRestoration plan =
                    new StoreRestoration(
                            StoreAddresses.of(configuration).location(),
                            backup,
                            store.revision(),
                            replaced(key, store.storeId()),
                            Optional.empty(),
                            present.programs());
            if (!confirmation.test(plan)) {
                throw new KmsException(
                        KmsErrorCode.INVALID_PARAMETER,
                        "the backup was not restored, as that was not confirmed");
            }
            goOn(store, key, plan);
            return plan;
        }
    }

    /** Now that the store is in its place. */
    private void raiseCounter() {
        if (configuration.tpm().counter()) {
            try (MetadataStore store =
                            StoreAdministration.openExisting(StoreAddresses.of(configuration));
                    RootKey key = new RootKeyUnlock(roots).of(store).key()) {
                store.unlock(new RootKeyMac(key), changes -> {});
                new StoreGuard(configuration, roots).check(store, key);
            }
        }
    }

    private MetadataStore openBackup(Path staged) {
        try {
            return StoreAdministration.openExisting(staged);
        } catch (KmsException e) {
            throw unusable(staged, e);
        }
    }

    private RootKey rootKey(MetadataStore store) {
        BackupBundle bundle = rootBackup;
        char[] known = passphrase;
        if (bundle == null || known == null) {
            return new RootKeyUnlock(roots).of(store).key();
        }
        if (!bundle.storeId().equals(store.storeId())) {
            throw new KmsException(
                    KmsErrorCode.INVALID_PARAMETER,
                    "the backup of the root key is of another store than the backup " + backup);
        }
        return bundle.open(known);
    }

    private void verify(Path staged, MetadataStore store, RootKey key) {
        try {
            store.unlock(new RootKeyMac(key), changes -> {});
            StoreAdministration.requireIntact(store);
        } catch (KmsException e) {
            throw unusable(staged, e);
        }
    }

    /** Names the file that the caller knows, not the copy of it. */
    private KmsException unusable(Path staged, KmsException e) {
        return new KmsException(
                KmsErrorCode.INVALID_PARAMETER,
                "the backup %s cannot be used, and nothing was changed: %s"
                        .formatted(
                                backup,
                                String.valueOf(e.getMessage())
                                        .replace(staged.toString(), backup.toString())),
                e);
    }

    /** The state of the store that is there, when it can be read. */
    private Optional<StoreRevision> replaced(RootKey key, String storeId) {
        StoreAddress address = StoreAddresses.of(configuration);
        if (configuration.isStoreFile()
                ? file.toFile().length() == 0
                : !StoreOpening.isThere(address)) {
            return Optional.empty();
        }
        try (MetadataStore store = StoreAdministration.openToRead(address)) {
            if (store.storeId().equals(storeId)) {
                store.unlock(new RootKeyMac(key), changes -> {});
                return Optional.of(store.revision());
            }
        } catch (KmsException e) {
            return Optional.empty(); // damaged is what restoring is for
        }
        throw new KmsException(
                KmsErrorCode.INVALID_PARAMETER,
                ("the backup %s is of another store than %s, whose keys would be gone;"
                                + " move that away if this is meant")
                        .formatted(backup, address.location()));
    }

    /** Makes the copy a state that comes after both. */
    private void goOn(MetadataStore store, RootKey key, StoreRestoration plan) {
        AuditTrail audit = AuditTrail.of(store, configuration);
        long restored = plan.restored().number();
        long last =
                plan.replaced()
                        .map(replaced -> Math.max(replaced.number(), restored))
                        .orElse(restored + UNKNOWN_REVISIONS);
        List<PendingTokenOperation> tasks = store.materialTasks();
        RootEnvelope envelope =
                rootBackup == null
                        ? null
                        : RootKeyUnlock.envelope(
                                roots.of(configuration.root()), key, store.storeId());
        new StoreGuard(configuration, roots).accept(store, key, true);
        store.write(
                transaction -> {
                    transaction.passRevision(last);
                    // What was under way in a token then may belong to a CMK that came later.
                    tasks.forEach(transaction::finish);
                    transaction.append(audit.done(AuditedAction.RESTORE_STORE, null, null));
                    if (envelope != null) {
                        transaction.replaceEnvelopes(List.of(envelope));
                        transaction.append(
                                audit.done(
                                        AuditedAction.RESTORE_ROOT, envelope.envelopeId(), null));
                    }
                    return true;
                });
    }
}
