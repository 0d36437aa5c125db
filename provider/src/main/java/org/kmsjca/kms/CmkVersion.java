package org.kmsjca.kms;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KeySpec;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.ProtectionLevel;
import org.kmsjca.crypto.PublicKeys;
import org.kmsjca.protection.DescribedMaterial;
import org.kmsjca.protection.KeyMaterial;
import org.kmsjca.store.VersionRecord;

/** A version of a CMK, live: it sees every change of the CMK's state at its next use. */
public final class CmkVersion extends ManagedKey {
    private final Cmk cmk;
    private final VersionRecord version;
    private final MaterialCache cache;
    private final ReentrantLock opening = new ReentrantLock();
    private volatile @Nullable KeyMaterial material;
    private volatile @Nullable PublicKey publicKey;

    CmkVersion(Cmk cmk, VersionRecord version, MaterialCache cache) {
        this.cmk = cmk;
        this.version = version;
        this.cache = cache;
    }

    /** The CMK that this is a version of. */
    public Cmk cmk() {
        return cmk;
    }

    @Override
    public String keyId() {
        return cmk.keyId();
    }

    @Override
    public String versionId() {
        return version.versionId();
    }

    /** The creation date, to the second. */
    public Instant creationDate() {
        return version.creationDate();
    }

    @Override
    public KeySpec keySpec() {
        return cmk.snapshot().keySpec();
    }

    @Override
    public ProtectionLevel protectionLevel() {
        return cmk.snapshot().record().protectionLevel();
    }

    @Override
    OperationMetrics operations() {
        return cmk.operations();
    }

    @Override
    public String displayName() {
        return cmk.snapshot().displayName();
    }

    @Override
    public void authorize(KmsCall call) {
        cmk.authorize(call);
    }

    @Override
    public @Nullable PublicKey publicKey() {
        PublicKey key = publicKey;
        byte[] encoded = version.publicKey();
        if (key == null && encoded != null) {
            key = decode(encoded);
            publicKey = key;
        }
        return key;
    }

    private PublicKey decode(byte[] encoded) {
        try {
            return PublicKeys.decode(keySpec().keyType(), encoded);
        } catch (GeneralSecurityException e) {
            throw new KmsException(
                    KmsErrorCode.INTERNAL_FAILURE,
                    "the public key of CMK " + displayName() + " cannot be decoded",
                    e);
        }
    }

    @Override
    KeyMaterial admit(KmsCall call) {
        cmk.authorize(call);
        return material();
    }

    @Override
    KeyMaterial readmit(KmsCall call) {
        cmk.authorizeAsKnown(call);
        return material();
    }

    @Override
    public boolean isClosed() {
        return cmk.isClosed();
    }

    @Override
    boolean allowsRawCiphers() {
        return cmk.snapshot().allowsRawCiphers();
    }

    @Override
    public long changes() {
        return cmk.changes();
    }

    @Override
    CmkVersion newest() {
        return cmk.newestVersion(this);
    }

    @Override
    boolean hasOtherVersions() {
        return cmk.snapshot().hasSeveralVersions();
    }

    @Override
    List<CmkVersion> otherVersions() {
        return cmk.versionsBut(this);
    }

    @Override
    boolean mayEncryptNamed() {
        return !hasOtherVersions() || cmk.oldVersionsEncrypt() || cmk.isPrimary(this);
    }

    @Override
    void notePerishableUse(String algorithm) {
        cmk.notePerishableUse(algorithm);
    }

    /** Reads the key's attributes from its token, by names for people; empty at level SOFTWARE. */
    public Map<String, String> attributes() {
        if (cmk.snapshot().record().protectionLevel() != ProtectionLevel.HSM) {
            return Map.of();
        }
        try {
            return material() instanceof DescribedMaterial described
                    ? described.attributes()
                    : Map.of();
        } catch (KmsException e) {
            return Map.of(); // a broken CMK is shown all the same
        }
    }

    private KeyMaterial material() {
        KeyMaterial open = material;
        if (open != null) {
            return open;
        }
        opening.lock();
        try {
            open = material;
            if (open == null) {
                open = cache.open(this);
                cmk.operations().materialOpened();
                material = open;
                cache.opened(this);
                if (!cmk.mayHoldMaterial()) {
                    forget(); // disabled, or gone, while it was being opened
                }
            }
            return open;
        } finally {
            opening.unlock();
        }
    }

    /** Drops the unwrapped material; operations under way finish with it. */
    void forget() {
        KeyMaterial open = material;
        material = null;
        if (open != null) {
            open.close();
        }
    }
}
