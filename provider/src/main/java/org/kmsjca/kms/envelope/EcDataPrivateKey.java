package org.kmsjca.kms.envelope;

import java.math.BigInteger;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECParameterSpec;
import org.jspecify.annotations.Nullable;
import org.kmsjca.CiphertextBlob;

/** The private key of a data key pair on a curve. Algorithm {@code EC}, or {@code SM2}. */
final class EcDataPrivateKey extends EncodedDataPrivateKey implements ECPrivateKey {
    private static final long serialVersionUID = 1L;

    private transient volatile @Nullable BigInteger scalar;
    private final transient ECParameterSpec parameters;

    EcDataPrivateKey(
            String algorithm,
            BigInteger scalar,
            ECParameterSpec parameters,
            byte[] clear,
            CiphertextBlob encrypted) {
        super(algorithm, clear, encrypted);
        this.scalar = scalar;
        this.parameters = parameters;
    }

    @Override
    public BigInteger getS() {
        BigInteger living = scalar;
        if (living == null) {
            throw destroyedKey();
        }
        return living;
    }

    @Override
    public ECParameterSpec getParams() {
        return parameters;
    }

    @Override
    public void destroy() {
        super.destroy();
        scalar = null;
    }
}
