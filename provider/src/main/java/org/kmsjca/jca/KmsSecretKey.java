package org.kmsjca.jca;

import javax.crypto.SecretKey;
import org.kmsjca.kms.KeyScope;
import org.kmsjca.kms.ManagedKey;
import org.kmsjca.kms.engine.KmsInstance;

/** A handle on a secret key. */
final class KmsSecretKey extends KmsKey implements SecretKey {
    private static final long serialVersionUID = 1L;

    KmsSecretKey(
            ProviderContext context, KmsInstance instance, ManagedKey managed, KeyScope scope) {
        super(context, instance, managed, scope);
    }
}
