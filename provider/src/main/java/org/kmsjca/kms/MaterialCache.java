package org.kmsjca.kms;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.protection.KeyMaterial;
import org.kmsjca.protection.MaterialAad;
import org.kmsjca.store.CmkRecord;
import org.kmsjca.store.MetadataStore;

/**
 * Opens key material, and bounds how much of it is open: the version that was opened longest ago
 * makes room.
 */
public final class MaterialCache {
    private final MetadataStore store;
    private final ProtectionModules modules;
    private final int limit;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<CmkVersion> open = new ArrayDeque<>();

    public MaterialCache(MetadataStore store, ProtectionModules modules, int limit) {
        this.store = store;
        this.modules = modules;
        this.limit = limit;
    }

    KeyMaterial open(CmkVersion version) {
        CmkRecord cmk = version.cmk().snapshot().record();
        byte[] kept = store.material(cmk.keyId(), version.versionId());
        if (kept == null) {
            throw new KmsException(
                    KmsErrorCode.INTERNAL_FAILURE,
                    "the key material of CMK "
                            + version.displayName()
                            + " is missing in the store; restore a backup: kms store restore FILE");
        }
        return modules.of(cmk.protectionLevel()).open(aad(cmk, version.versionId()), kept);
    }

    /** The additional authenticated data of the material of a version. */
    public static MaterialAad aad(CmkRecord cmk, String versionId) {
        return new MaterialAad(cmk.keyId(), versionId, cmk.keySpec(), cmk.keyUsage(), cmk.origin());
    }

    void opened(CmkVersion version) {
        CmkVersion eldest = null;
        lock.lock();
        try {
            open.addLast(version);
            if (open.size() > limit) {
                eldest = open.removeFirst();
            }
        } finally {
            lock.unlock();
        }
        forget(eldest);
    }

    void remove(CmkVersion version) {
        lock.lock();
        try {
            open.remove(version);
        } finally {
            lock.unlock();
        }
        version.forget();
    }

    /** Wipes the unwrapped material. */
    public void close() {
        lock.lock();
        try {
            open.forEach(CmkVersion::forget);
            open.clear();
        } finally {
            lock.unlock();
        }
    }

    private static void forget(@Nullable CmkVersion version) {
        if (version != null) {
            version.forget();
        }
    }
}
