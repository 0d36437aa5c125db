package org.kmsjca.jca;

import java.math.BigInteger;
import java.security.PrivateKey;
import java.security.interfaces.RSAKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.kmsjca.kms.KeyScope;
import org.kmsjca.kms.ManagedKey;
import org.kmsjca.kms.engine.KmsInstance;

/** A handle on an RSA private key. JSSE signs with RSA keys only if they are {@link RSAKey}s. */
final class KmsRsaPrivateKey extends KmsKey implements PrivateKey, RSAKey {
    private static final long serialVersionUID = 1L;

    KmsRsaPrivateKey(
            ProviderContext context, KmsInstance instance, ManagedKey managed, KeyScope scope) {
        super(context, instance, managed, scope);
    }

    @Override
    public BigInteger getModulus() {
        return ((RSAPublicKey) Objects.requireNonNull(managed().publicKey())).getModulus();
    }

    /** From JDK 22 on two interfaces have a default for this; without it callers would fail. */
    @Override
    public @Nullable AlgorithmParameterSpec getParams() {
        return null;
    }
}
