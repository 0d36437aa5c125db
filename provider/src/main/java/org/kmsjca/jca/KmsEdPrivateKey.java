package org.kmsjca.jca;

import java.security.PrivateKey;
import java.security.interfaces.EdECKey;
import java.security.spec.NamedParameterSpec;
import org.kmsjca.kms.KeyScope;
import org.kmsjca.kms.ManagedKey;
import org.kmsjca.kms.engine.KmsInstance;

/** A handle on an Ed25519 private key. */
final class KmsEdPrivateKey extends KmsKey implements PrivateKey, EdECKey, ParameterizedKey {
    private static final long serialVersionUID = 1L;

    KmsEdPrivateKey(
            ProviderContext context, KmsInstance instance, ManagedKey managed, KeyScope scope) {
        super(context, instance, managed, scope);
    }

    @Override
    public NamedParameterSpec getParams() {
        return NamedParameterSpec.ED25519;
    }
}
