package org.kmsjca.kms.root;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.RootStatus;
import org.kmsjca.config.Configuration;
import org.kmsjca.config.RootKind;
import org.kmsjca.config.SecretReference;
import org.kmsjca.kms.AuditTrail;
import org.kmsjca.kms.AuditedAction;
import org.kmsjca.kms.BackupFile;
import org.kmsjca.protection.software.root.BackupBundle;
import org.kmsjca.protection.software.root.RootKey;
import org.kmsjca.protection.software.root.tpm.TpmExchange;
import org.kmsjca.protection.software.root.tpm.TpmRoot;
import org.kmsjca.store.AuditEntry;
import org.kmsjca.store.MetadataStore;
import org.kmsjca.store.RootEnvelope;

/**
 * Changes what protects the root key of a store. Works on the store's file beside programs that
 * have it open; a new envelope is written only after it has opened once.
 */
public final class RootAdministration {
    private final Configuration configuration;
    private final RootOfTrustFactory roots;
    private final RootEnvelopes envelopes;

    public RootAdministration(Configuration configuration, RootOfTrustFactory roots) {
        this.configuration = configuration;
        this.roots = roots;
        this.envelopes = new RootEnvelopes(configuration, roots);
    }

    /** See {@link org.kmsjca.KmsRoot#status}. */
    public RootStatus status() {
        try (MetadataStore store = envelopes.openStore()) {
            List<RootStatus.Envelope> described =
                    store.envelopes().stream()
                            .map(
                                    each ->
                                            new RootStatus.Envelope(
                                                    each.envelopeId(),
                                                    each.kind(),
                                                    roots.describe(each)))
                            .toList();
            return new RootStatus(
                    store.location(), roots.setting(), described, store.lastRootBackup());
        }
    }

    /** See {@link org.kmsjca.KmsRoot#isPassphraseKnown}. */
    public boolean isPassphraseKnown() {
        return roots.isPassphraseKnown();
    }

    /** See {@link org.kmsjca.KmsRoot#change}. */
    public void change(String kind) {
        RootKind wanted = kind(kind);
        envelopes.withKey(
                AuditedAction.CHANGE_ROOT,
                null,
                (store, key) -> List.of(envelope(wanted, store, key)));
    }

    /** See {@link org.kmsjca.KmsRoot#changePassphrase}. */
    public void changePassphrase(char[] passphrase) {
        try {
            NewRoots wanted = new NewRoots(roots, RootKind.PASSPHRASE, passphrase);
            envelopes.withKey(AuditedAction.CHANGE_ROOT, null, wanted::envelopes);
        } finally {
            Arrays.fill(passphrase, '\0');
        }
    }

    /** See {@link org.kmsjca.KmsRoot#changeKey(Optional, Optional)}. */
    public void changeKey(Optional<String> kind, Optional<char[]> passphrase) {
        try (MetadataStore store = envelopes.openStore()) {
            NewRoots wanted =
                    new NewRoots(
                            roots,
                            kind.map(RootAdministration::kind).orElse(null),
                            passphrase.orElse(null));
            try (RootKey old = envelopes.openKey(store)) {
                new RootKeyChange(configuration, roots, envelopes::openStore)
                        .run(store, old, wanted);
            }
        } finally {
            passphrase.ifPresent(characters -> Arrays.fill(characters, '\0'));
        }
    }

    /** See {@link org.kmsjca.KmsRoot#enroll}. */
    public void enroll(String kind) {
        RootKind wanted = kind(kind);
        enroll((store, key) -> envelope(wanted, store, key));
    }

    /** See {@link org.kmsjca.KmsRoot#enrollTpm(String)}. */
    public void enrollTpm(String device) {
        TpmRoot tpm = roots.tpmAt(device);
        enroll((store, key) -> RootKeyUnlock.envelope(tpm, key, store.storeId()));
    }

    /** See {@link org.kmsjca.KmsRoot#enrollTpm(byte[], java.util.Optional)}. */
    public void enrollStorageKey(byte[] storageKey, @Nullable String parent) {
        enroll(
                (store, key) ->
                        RootKeyUnlock.envelope(
                                TpmRoot.KIND,
                                TpmExchange.sealFor(storageKey, parent, key, store.storeId())));
    }

    /** See {@link org.kmsjca.KmsRoot#storageKey}. */
    public byte[] storageKey() {
        return new TpmExchange(roots.tpmSettings()).storageKey();
    }

    /** See {@link org.kmsjca.KmsRoot#reseal}. */
    public void reseal(Map<Integer, byte[]> expected) {
        TpmRoot tpm = roots.tpm();
        envelopes.withKey(
                AuditedAction.RESEAL_ROOT,
                null,
                (store, key) -> {
                    RootEnvelope renewed =
                            RootKeyUnlock.envelope(
                                    TpmRoot.KIND, tpm.seal(key, store.storeId(), expected));
                    List<RootEnvelope> all = store.envelopes();
                    List<RootEnvelope> kept =
                            all.stream().filter(each -> !isOfSameTpm(each, renewed)).toList();
                    if (kept.size() == all.size()) {
                        throw new KmsException(
                                KmsErrorCode.INVALID_PARAMETER,
                                "no envelope of the store was sealed by this TPM; add it with kms"
                                        + " root enroll --to tpm");
                    }
                    List<RootEnvelope> next = new ArrayList<>(List.of(renewed));
                    next.addAll(kept);
                    return next;
                });
    }

    private static boolean isOfSameTpm(RootEnvelope one, RootEnvelope other) {
        return one.kind().equals(TpmRoot.KIND)
                && TpmRoot.isOfSameTpm(RootKeyUnlock.sealed(one), RootKeyUnlock.sealed(other));
    }

    /** See {@link org.kmsjca.KmsRoot#remove}. */
    public void remove(String envelopeId) {
        envelopes.withKey(
                AuditedAction.REMOVE_ROOT,
                envelopeId,
                (store, key) -> {
                    List<RootEnvelope> all = store.envelopes();
                    RootEnvelope gone = RootEnvelopes.find(all, envelopeId);
                    if (all.size() == 1) {
                        throw new KmsException(
                                KmsErrorCode.INVALID_PARAMETER,
                                "the store has no other envelope: without this one no key could be"
                                        + " used any more");
                    }
                    return all.stream().filter(each -> !each.equals(gone)).toList();
                });
    }

    /** See {@link org.kmsjca.KmsRoot#backup}. */
    public void backup(Path file, char[] passphrase) {
        try (MetadataStore store = envelopes.openStore()) {
            try (RootKey key = envelopes.openKey(store)) {
                RootEnvelopes.unlock(store, key);
                new StoreGuard(configuration, roots).check(store, key);
                AuditTrail audit = AuditTrail.of(store, configuration);
                AuditEntry done = audit.done(AuditedAction.BACKUP_ROOT, null, null);
                audit.recordingRefusal(
                        done,
                        () -> {
                            var bundle = BackupBundle.of(key, store.storeId(), passphrase);
                            return write(store, file, bundle.encode(), done);
                        });
            }
        } finally {
            Arrays.fill(passphrase, '\0');
        }
    }

    /** There is no backup that the store does not tell of, and the store tells of none too many. */
    private static boolean write(MetadataStore store, Path file, String text, AuditEntry done) {
        BackupFile.write(file, text);
        try {
            return store.write(
                    transaction -> {
                        transaction.noteRootBackup(done.time());
                        transaction.append(done);
                        return true;
                    });
        } catch (KmsException e) {
            BackupFile.delete(file, e);
            throw e;
        }
    }

    /** See {@link org.kmsjca.KmsRoot#restore}. */
    public void restore(Path file, char[] passphrase) {
        fromBackup(
                file,
                passphrase,
                AuditedAction.RESTORE_ROOT,
                (store, key) -> List.of(envelopeOfSetting(store, key)));
    }

    /** See {@link org.kmsjca.KmsRoot#enrollFromBackup}. */
    public void enrollFromBackup(Path file, char[] passphrase) {
        fromBackup(
                file,
                passphrase,
                AuditedAction.ENROLL_ROOT,
                (store, key) -> plus(store.envelopes(), envelopeOfSetting(store, key)));
    }

    private void fromBackup(
            Path file, char[] passphrase, AuditedAction action, RootEnvelopes.Change change) {
        try (MetadataStore store = envelopes.openStore()) {
            BackupBundle bundle = BackupFile.read(file);
            if (!bundle.storeId().equals(store.storeId())) {
                throw new KmsException(
                        KmsErrorCode.INVALID_PARAMETER,
                        "the backup " + file + " is of another store than " + store.location());
            }
            try (RootKey key = bundle.open(passphrase)) {
                envelopes.apply(store, key, action, null, change);
            }
        } finally {
            Arrays.fill(passphrase, '\0');
        }
    }

    /** See {@link org.kmsjca.KmsRoot#exportKeyFile}. */
    public String exportKeyFile(String envelopeId) {
        try (MetadataStore store = envelopes.openStore()) {
            RootEnvelope envelope = RootEnvelopes.find(store.envelopes(), envelopeId);
            if (!envelope.kind().equals(TpmRoot.KIND)) {
                throw new KmsException(
                        KmsErrorCode.INVALID_PARAMETER,
                        "the envelope " + envelopeId + " is none of a TPM: " + envelope.kind());
            }
            return TpmExchange.pem(RootKeyUnlock.sealed(envelope));
        }
    }

    /** See {@link org.kmsjca.KmsRoot#importKeyFile}. */
    public void importKeyFile(String pem) {
        var exchange = new TpmExchange(roots.tpmSettings());
        enroll(
                (store, key) ->
                        RootKeyUnlock.envelope(
                                TpmRoot.KIND, exchange.importPem(pem, key, store.storeId())));
    }

    /** See {@link org.kmsjca.KmsRoot#passphrase}. */
    public static char[] passphrase(String reference) {
        return SecretReference.ofArgument("passphrase", reference).resolve();
    }

    /** The envelope that a store has more from now on. */
    private interface Addition {
        RootEnvelope make(MetadataStore store, RootKey key);
    }

    private void enroll(Addition addition) {
        envelopes.withKey(
                AuditedAction.ENROLL_ROOT,
                null,
                (store, key) -> plus(store.envelopes(), addition.make(store, key)));
    }

    private RootEnvelope envelope(RootKind kind, MetadataStore store, RootKey key) {
        return RootKeyUnlock.envelope(roots.of(kind), key, store.storeId());
    }

    private RootEnvelope envelopeOfSetting(MetadataStore store, RootKey key) {
        return envelope(configuration.root(), store, key);
    }

    private static List<RootEnvelope> plus(List<RootEnvelope> some, RootEnvelope another) {
        List<RootEnvelope> more = new ArrayList<>(some);
        more.add(another);
        return more;
    }

    private static RootKind kind(String name) {
        return Arrays.stream(RootKind.values())
                .filter(kind -> kind != RootKind.AUTO && kind.toString().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new KmsException(
                                        KmsErrorCode.INVALID_PARAMETER,
                                        "'%s' is no root of trust; there are tpm, passphrase and keyfile"
                                                .formatted(name)));
    }
}
