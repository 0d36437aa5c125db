package org.kmsjca.kms;

import java.security.PublicKey;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KeySpec;
import org.kmsjca.Origin;
import org.kmsjca.ProtectionLevel;
import org.kmsjca.crypto.RandomIds;
import org.kmsjca.protection.KeyMaterial;
import org.kmsjca.protection.KeyPairMaterial;
import org.kmsjca.protection.ProtectionModule;

/**
 * A key that nothing keeps yet. It may do whatever its KeySpec can, and becomes a CMK under the
 * same key id when a KeyStore stores it; from then on the CMK's state and usage decide.
 */
public final class TransientKey extends ManagedKey {
    private final String keyId = RandomIds.next();
    private final String versionId = RandomIds.next();
    private final ProtectionModule module;
    private final KeyMaterial material;
    private final Origin origin;
    private final OperationMetrics operations;
    private volatile @Nullable CmkVersion stored;

    TransientKey(
            ProtectionModule module,
            KeyMaterial material,
            Origin origin,
            OperationMetrics operations) {
        this.module = module;
        this.material = material;
        this.origin = origin;
        this.operations = operations;
    }

    ProtectionModule module() {
        return module;
    }

    KeyMaterial material() {
        return material;
    }

    Origin origin() {
        return origin;
    }

    /** The CMK that it has become, or null. */
    public @Nullable CmkVersion stored() {
        return stored;
    }

    /** From now on the CMK does the work, with the material that was stored. */
    void becomes(CmkVersion version) {
        stored = version;
        material.close();
    }

    @Override
    public String keyId() {
        return keyId;
    }

    @Override
    public String versionId() {
        return versionId;
    }

    @Override
    public KeySpec keySpec() {
        return material.keySpec();
    }

    @Override
    public ProtectionLevel protectionLevel() {
        return module.level();
    }

    @Override
    OperationMetrics operations() {
        return operations;
    }

    @Override
    public String displayName() {
        CmkVersion cmk = stored;
        return cmk == null ? "transient key " + keyId : cmk.displayName();
    }

    @Override
    boolean allowsRawCiphers() {
        return true;
    }

    @Override
    public void authorize(KmsCall call) {
        CmkVersion cmk = stored;
        if (cmk != null) {
            cmk.authorize(call);
        }
    }

    @Override
    public @Nullable PublicKey publicKey() {
        return material instanceof KeyPairMaterial pair ? pair.publicKey() : null;
    }

    @Override
    KeyMaterial admit(KmsCall call) {
        CmkVersion cmk = stored;
        return cmk != null ? cmk.admit(call) : material;
    }

    @Override
    KeyMaterial readmit(KmsCall call) {
        CmkVersion cmk = stored;
        return cmk != null ? cmk.readmit(call) : material;
    }

    @Override
    ManagedKey newest() {
        CmkVersion cmk = stored;
        return cmk != null ? cmk.newest() : this;
    }

    @Override
    boolean hasOtherVersions() {
        CmkVersion cmk = stored;
        return cmk != null && cmk.hasOtherVersions();
    }

    @Override
    List<? extends ManagedKey> otherVersions() {
        CmkVersion cmk = stored;
        return cmk != null ? cmk.otherVersions() : List.of();
    }

    @Override
    boolean mayEncryptNamed() {
        CmkVersion cmk = stored;
        return cmk == null || cmk.mayEncryptNamed();
    }

    @Override
    void notePerishableUse(String algorithm) {
        CmkVersion cmk = stored;
        if (cmk != null) {
            cmk.notePerishableUse(algorithm);
        }
    }

    @Override
    public boolean isClosed() {
        CmkVersion cmk = stored;
        return cmk != null && cmk.isClosed();
    }

    @Override
    public long changes() {
        CmkVersion cmk = stored;
        return cmk != null ? cmk.changes() : 0;
    }
}
