package org.kmsjca.jca;

import java.security.interfaces.EdECPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.util.Optional;
import org.kmsjca.kms.KeyScope;
import org.kmsjca.kms.ManagedKey;
import org.kmsjca.kms.engine.KmsInstance;

/**
 * A handle on an Ed25519 private key. Unlike RSAPrivateKey and ECPrivateKey, the JCA's interface of
 * these keys says that the bytes may be missing, and the JDK's own signature then leaves the key to
 * the next provider.
 */
final class KmsEdPrivateKey extends KmsKey implements EdECPrivateKey, ParameterizedKey {
    private static final long serialVersionUID = 1L;

    KmsEdPrivateKey(
            ProviderContext context, KmsInstance instance, ManagedKey managed, KeyScope scope) {
        super(context, instance, managed, scope);
    }

    /** Gives none: the key can be used, and not read. */
    @Override
    public Optional<byte[]> getBytes() {
        return Optional.empty();
    }

    @Override
    public NamedParameterSpec getParams() {
        return NamedParameterSpec.ED25519;
    }
}
