package org.kmsjca.jca;

import java.security.PrivateKey;
import java.security.interfaces.ECKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECParameterSpec;
import java.util.Objects;
import org.kmsjca.kms.KeyScope;
import org.kmsjca.kms.ManagedKey;
import org.kmsjca.kms.engine.KmsInstance;

/** A handle on an elliptic-curve private key. */
final class KmsEcPrivateKey extends KmsKey implements PrivateKey, ECKey, ParameterizedKey {
    private static final long serialVersionUID = 1L;

    KmsEcPrivateKey(
            ProviderContext context, KmsInstance instance, ManagedKey managed, KeyScope scope) {
        super(context, instance, managed, scope);
    }

    @Override
    public ECParameterSpec getParams() {
        return ((ECPublicKey) Objects.requireNonNull(managed().publicKey())).getParams();
    }
}
