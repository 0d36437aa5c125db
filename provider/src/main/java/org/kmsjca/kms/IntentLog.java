package org.kmsjca.kms;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.kmsjca.KmsException;
import org.kmsjca.protection.MaterialAad;
import org.kmsjca.protection.ProtectionModule;
import org.kmsjca.protection.TokenModule;
import org.kmsjca.store.CmkRecord;
import org.kmsjca.store.MetadataStore;
import org.kmsjca.store.PendingTokenOperation;
import org.kmsjca.store.VersionRecord;
import org.kmsjca.text.Loggers;

/**
 * Keeps store and tokens in step: what is made or destroyed in a token is noted in the store
 * before, and what a crash or failure left is destroyed later. Nothing that a CMK stands for is.
 */
public final class IntentLog {
    private final MetadataStore store;
    private final ProtectionModules modules;
    private final CmkRegistry registry;
    private final AuditTrail audit;
    private final ChangesUnderWay underWay = new ChangesUnderWay();

    public IntentLog(
            MetadataStore store,
            ProtectionModules modules,
            CmkRegistry registry,
            AuditTrail audit) {
        this.store = store;
        this.modules = modules;
        this.registry = registry;
        this.audit = audit;
    }

    /**
     * Carries out a change that makes or destroys key material; the KMS is not closed before it has
     * ended.
     */
    public <T> T during(Supplier<T> change) {
        return underWay.run(change);
    }

    /**
     * Lets no change begin any more, and waits for those under way, but not for ever.
     *
     * @return whether they have ended
     */
    public boolean end() {
        return underWay.end();
    }

    /** Notes that material is about to be made. */
    PendingTokenOperation begin(MaterialAad aad, TokenModule module, String place) {
        underWay.require();
        var task =
                new PendingTokenOperation(
                        aad.versionId(),
                        aad.keyId(),
                        module.level(),
                        place,
                        PendingTokenOperation.Kind.CREATE,
                        store.instances().self());
        store.write(
                transaction -> {
                    transaction.put(task);
                    return task;
                });
        return task;
    }

    /** Destroys what a task made whose CMK does not come; what cannot be done now is done later. */
    void rollBack(PendingTokenOperation task) {
        try {
            destroy(claim(task));
        } catch (KmsException e) {
            Loggers.kms()
                    .log(
                            System.Logger.Level.WARNING,
                            ("material of version %s may be left in HSM %s; it is destroyed when the"
                                            + " KMS is opened again")
                                    .formatted(task.versionId(), task.place()),
                            e);
        }
    }

    /** In one transaction, so that the task's owner can no longer finish it. */
    private PendingTokenOperation claim(PendingTokenOperation task) {
        PendingTokenOperation destruction = task.destruction();
        return store.write(
                transaction -> {
                    transaction.finish(task);
                    transaction.put(destruction);
                    return destruction;
                });
    }

    private void destroy(PendingTokenOperation task) {
        if (isInUse(task)) {
            drop(task);
            return;
        }
        ProtectionModule module = modules.of(task.protectionLevel());
        if (module instanceof TokenModule resident) {
            resident.destroy(task.place(), task.versionId());
        }
        finish(task);
    }

    /** Forgets a task of which nothing was done. */
    void finish(PendingTokenOperation task) {
        store.write(
                transaction -> {
                    transaction.finish(task);
                    return task;
                });
    }

    /** Whether a CMK names the version and has its material; one that was let go of it has none. */
    private boolean isInUse(PendingTokenOperation task) {
        registry.refresh();
        CmkVersion version = registry.byVersionId(task.versionId());
        return version != null && store.material(version.cmk().keyId(), task.versionId()) != null;
    }

    /** Forgets a task that would destroy what a CMK is using. */
    private void drop(PendingTokenOperation task) {
        store.write(
                transaction -> {
                    transaction.finish(task);
                    transaction.append(
                            audit.done(AuditedAction.KEEP_KEY_MATERIAL, task.keyId(), null));
                    return task;
                });
        Loggers.kms()
                .log(
                        System.Logger.Level.WARNING,
                        "version {0} was marked for destruction in HSM {1} and is still in use by a CMK;"
                                + " it was not destroyed, and the mark is removed",
                        task.versionId(),
                        task.place());
    }

    /** Finds the token of the CMK's newest version; empty when the key was adopted. */
    Optional<String> placeOf(CmkRecord cmk, TokenModule module) {
        String newest = cmk.versions().get(cmk.versions().size() - 1).versionId();
        byte[] kept = store.material(cmk.keyId(), newest);
        return kept == null
                ? Optional.empty()
                : module.placeOf(MaterialCache.aad(cmk, newest), kept);
    }

    /** The tasks that come with the removal of a CMK, to be noted in its transaction. */
    public List<PendingTokenOperation> destructions(CmkRecord cmk) {
        List<PendingTokenOperation> tasks = new ArrayList<>();
        if (modules.byLevel().get(cmk.protectionLevel()) instanceof TokenModule module) {
            for (VersionRecord version : cmk.versions()) {
                byte[] kept = store.material(cmk.keyId(), version.versionId());
                Optional<String> place =
                        kept == null
                                ? Optional.empty()
                                : module.placeOf(MaterialCache.aad(cmk, version.versionId()), kept);
                place.ifPresent(
                        there ->
                                tasks.add(
                                        new PendingTokenOperation(
                                                version.versionId(),
                                                cmk.keyId(),
                                                cmk.protectionLevel(),
                                                there,
                                                PendingTokenOperation.Kind.DESTROY,
                                                store.instances().self())));
            }
        }
        return tasks;
    }

    /** Does what is left to do of earlier processes and failures. */
    public void settle() {
        for (PendingTokenOperation task : store.materialTasks()) {
            try {
                if (task.kind() == PendingTokenOperation.Kind.DESTROY) {
                    destroy(task);
                } else if (!store.instances().isAlive(task.owner())) {
                    destroy(claim(task));
                }
            } catch (KmsException e) {
                Loggers.kms()
                        .log(
                                System.Logger.Level.WARNING,
                                ("material of version %s could not be destroyed in HSM %s; it is tried"
                                                + " again when the KMS is opened again")
                                        .formatted(task.versionId(), task.place()),
                                e);
            }
        }
    }
}
