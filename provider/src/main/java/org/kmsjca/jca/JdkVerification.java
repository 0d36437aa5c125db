package org.kmsjca.jca;

import java.nio.ByteBuffer;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.AlgorithmParameterSpec;
import org.jspecify.annotations.Nullable;

/** A verification by one of the JDK's providers. */
final class JdkVerification implements SignatureVerification {
    private final Signature signature;
    private boolean underWay;

    JdkVerification(
            String algorithm,
            Provider provider,
            PublicKey key,
            @Nullable AlgorithmParameterSpec parameters)
            throws InvalidKeyException {
        try {
            signature = Signature.getInstance(algorithm, provider);
            if (parameters != null) {
                signature.setParameter(parameters);
            }
            signature.initVerify(key);
        } catch (NoSuchAlgorithmException e) {
            throw new ProviderException("the JDK lacks " + algorithm, e);
        } catch (InvalidAlgorithmParameterException e) {
            throw new InvalidKeyException("the parameters do not fit the key", e);
        }
    }

    void setParameter(AlgorithmParameterSpec parameters) throws InvalidAlgorithmParameterException {
        signature.setParameter(parameters);
    }

    @Override
    public void update(byte[] source, int offset, int length) throws SignatureException {
        signature.update(source, offset, length);
        underWay |= length > 0;
    }

    @Override
    public void update(ByteBuffer source) throws SignatureException {
        underWay |= source.hasRemaining();
        signature.update(source);
    }

    @Override
    public boolean isUnderWay() {
        return underWay;
    }

    @Override
    public boolean verify(byte[] value) throws SignatureException {
        underWay = false;
        return signature.verify(value);
    }
}
