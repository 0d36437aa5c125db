package org.kmsjca.jca;

import java.io.NotSerializableException;
import java.io.ObjectStreamException;
import java.security.Key;
import org.jspecify.annotations.Nullable;
import org.kmsjca.kms.KeyScope;
import org.kmsjca.kms.ManagedKey;
import org.kmsjca.kms.engine.KmsInstance;

/**
 * A handle on a key of the KMS: it can be used by services of the provider it came from, and has no
 * encoding. A handle on a secret key names a whole CMK or one version of it, and is equal to
 * handles that name the same; another handle to those on the same key version.
 *
 * <p>It is no RSAPrivateKey or ECPrivateKey on purpose: other providers take those and fail on
 * them. EdECPrivateKey may be without bytes, so a handle on Ed25519 is one.
 */
abstract class KmsKey implements Key {
    private static final long serialVersionUID = 1L;

    private final transient ProviderContext context;
    private final transient KmsInstance instance;
    private final transient KeyScope scope;
    private transient volatile ManagedKey managed;
    private transient volatile boolean destroyed;

    KmsKey(ProviderContext context, KmsInstance instance, ManagedKey managed, KeyScope scope) {
        this.context = context;
        this.instance = instance;
        this.scope = scope;
        this.managed = managed;
    }

    /** The handle of the kind that the key needs. */
    static KmsKey of(
            ProviderContext context, KmsInstance instance, ManagedKey managed, KeyScope scope) {
        return switch (managed.keySpec().keyType()) {
            case AES, SM4, HMAC -> new KmsSecretKey(context, instance, managed, scope);
            case RSA -> new KmsRsaPrivateKey(context, instance, managed, scope);
            case EC, SM2 -> new KmsEcPrivateKey(context, instance, managed, scope);
            case ED25519 -> new KmsEdPrivateKey(context, instance, managed, scope);
            case ML_DSA -> new KmsMlDsaPrivateKey(context, instance, managed, scope);
        };
    }

    ProviderContext context() {
        return context;
    }

    /** The KMS that the key is in. */
    KmsInstance instance() {
        return instance;
    }

    /** Tells whether the handle names a CMK or one version. */
    KeyScope scope() {
        return scope;
    }

    /**
     * The key, of a CMK a version of it: of the KMS as it is open again, when it was closed in
     * between.
     */
    ManagedKey managed() {
        ManagedKey known = managed;
        ManagedKey current = instance.current(known);
        if (current != known) {
            managed = current;
        }
        return current;
    }

    @Override
    public final String getAlgorithm() {
        return managed.keySpec().keyAlgorithm();
    }

    @Override
    public final @Nullable String getFormat() {
        return null;
    }

    @Override
    public final byte @Nullable [] getEncoded() {
        return null;
    }

    /** Drops this handle; the key itself stays. */
    public final void destroy() {
        destroyed = true;
    }

    public final boolean isDestroyed() {
        return destroyed;
    }

    @Override
    public final boolean equals(@Nullable Object other) {
        return other instanceof KmsKey that
                && managed.keyId().equals(that.managed.keyId())
                && namesCmk() == that.namesCmk()
                && (namesCmk() || managed.versionId().equals(that.managed.versionId()));
    }

    /** Versions of asymmetric keys are keys of their own, however they were named. */
    private boolean namesCmk() {
        return scope == KeyScope.CMK && managed.keySpec().keyType().isSymmetric();
    }

    @Override
    public final int hashCode() {
        return managed.keyId().hashCode();
    }

    @Override
    public final String toString() {
        String name = "KMS key " + managed.displayName();
        return scope == KeyScope.CMK ? name : name + " version " + managed.versionId();
    }

    @SuppressWarnings("DoNotCallSuggester") // called by serialization
    final Object writeReplace() throws ObjectStreamException {
        throw new NotSerializableException(
                this + " cannot be serialized: its material stays in the KMS");
    }
}
