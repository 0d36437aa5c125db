package org.kmsjca.jca;

import java.security.PrivateKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.NamedParameterSpec;
import org.kmsjca.kms.KeyScope;
import org.kmsjca.kms.ManagedKey;
import org.kmsjca.kms.engine.KmsInstance;

/** A handle on an ML-DSA private key. */
final class KmsMlDsaPrivateKey extends KmsKey implements PrivateKey {
    private static final long serialVersionUID = 1L;

    KmsMlDsaPrivateKey(
            ProviderContext context, KmsInstance instance, ManagedKey managed, KeyScope scope) {
        super(context, instance, managed, scope);
    }

    /** The parameter set; the JDK's own keys tell it so from version 22 on. */
    @SuppressWarnings("MissingOverride") // there is nothing to override in version 17
    public AlgorithmParameterSpec getParams() {
        return new NamedParameterSpec(managed().keySpec().parameterSet());
    }
}
