package org.kmsjca.kms;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kmsjca.KmsException;
import org.kmsjca.protection.MaterialBinding;
import org.kmsjca.protection.ProtectionModule;
import org.kmsjca.protection.ResidentModule;
import org.kmsjca.store.CmkRecord;
import org.kmsjca.store.MaterialTask;
import org.kmsjca.store.MetadataStore;
import org.kmsjca.store.VersionRecord;

/**
 * Keeps store and tokens in step: what is made or destroyed in a token is noted in the store
 * before, and what a crash or failure left is destroyed later. Nothing that a CMK stands for is.
 */
final class MaterialJournal {
    private static final System.Logger LOG = System.getLogger("org.kmsjca");
    private static final String OWNER = describe(ProcessHandle.current());

    private final MetadataStore store;
    private final Modules modules;

    MaterialJournal(MetadataStore store, Modules modules) {
        this.store = store;
        this.modules = modules;
    }

    private static String describe(ProcessHandle process) {
        return process.pid()
                + " "
                + process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    /** Notes that material is about to be made. */
    MaterialTask begin(MaterialBinding binding, ResidentModule module, String place) {
        var task =
                new MaterialTask(
                        binding.versionId(),
                        binding.keyId(),
                        module.level(),
                        place,
                        MaterialTask.Kind.CREATE,
                        OWNER);
        store.write(
                transaction -> {
                    transaction.put(task);
                    return task;
                });
        return task;
    }

    /** Destroys what a task made whose CMK does not come; what cannot be done now is done later. */
    void rollBack(MaterialTask task) {
        try {
            destroy(claim(task));
        } catch (KmsException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "material of version "
                            + task.versionId()
                            + " may be left in HSM "
                            + task.place()
                            + "; it is destroyed when the KMS is opened again",
                    e);
        }
    }

    /** In one transaction, so that the task's owner can no longer finish it. */
    private MaterialTask claim(MaterialTask task) {
        MaterialTask destruction = task.destruction();
        return store.write(
                transaction -> {
                    transaction.finish(task);
                    transaction.put(destruction);
                    return destruction;
                });
    }

    private void destroy(MaterialTask task) {
        if (store.material(task.keyId(), task.versionId()) != null) {
            throw Refusals.invalid(
                    "material of version "
                            + task.versionId()
                            + " is noted to be destroyed, and its CMK has it: it is kept");
        }
        ProtectionModule module = modules.of(task.protectionLevel());
        if (module instanceof ResidentModule resident) {
            resident.destroy(task.place(), task.versionId());
        }
        store.write(
                transaction -> {
                    transaction.finish(task);
                    return task;
                });
    }

    /** Where the material of the CMK's newest version is; empty when it was there before. */
    Optional<String> placeOf(CmkRecord cmk, ResidentModule module) {
        String newest = cmk.versions().get(cmk.versions().size() - 1).versionId();
        byte[] kept = store.material(cmk.keyId(), newest);
        return kept == null
                ? Optional.empty()
                : module.placeOf(MaterialCache.binding(cmk, newest), kept);
    }

    /** The tasks that come with the removal of a CMK, to be noted in its transaction. */
    List<MaterialTask> destructions(CmkRecord cmk) {
        List<MaterialTask> tasks = new ArrayList<>();
        if (modules.byLevel().get(cmk.protectionLevel()) instanceof ResidentModule module) {
            for (VersionRecord version : cmk.versions()) {
                byte[] kept = store.material(cmk.keyId(), version.versionId());
                Optional<String> place =
                        kept == null
                                ? Optional.empty()
                                : module.placeOf(
                                        MaterialCache.binding(cmk, version.versionId()), kept);
                place.ifPresent(
                        there ->
                                tasks.add(
                                        new MaterialTask(
                                                version.versionId(),
                                                cmk.keyId(),
                                                cmk.protectionLevel(),
                                                there,
                                                MaterialTask.Kind.DESTROY,
                                                OWNER)));
            }
        }
        return tasks;
    }

    /** Does what is left to do of earlier processes and failures. */
    void settle() {
        for (MaterialTask task : store.materialTasks()) {
            try {
                if (task.kind() == MaterialTask.Kind.DESTROY) {
                    destroy(task);
                } else if (!isAlive(task.owner())) {
                    destroy(claim(task));
                }
            } catch (KmsException e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "material of version "
                                + task.versionId()
                                + " could not be destroyed in HSM "
                                + task.place()
                                + "; it is tried again when the KMS is opened again",
                        e);
            }
        }
    }

    /** A process of another machine or container seems dead; its task then fails, and is told. */
    private static boolean isAlive(String owner) {
        long pid = Long.parseLong(owner.substring(0, owner.indexOf(' ')));
        return ProcessHandle.of(pid)
                .map(MaterialJournal::describe)
                .filter(owner::equals)
                .isPresent();
    }
}
